import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectEngine, type Engine, openEngine } from '../../harness/lab/engine.ts';
import { engineAddress } from '../../harness/lab/engine-address.ts';
import { openLab } from '../../harness/lab/lab.ts';
import { sshCommand } from '../../harness/lab/ssh-command.ts';
import type { StartedHost } from '../../harness/lab/started-host.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { bootId, ssh } from './lab-kit.ts';
import { Workplace } from './reapcheck.ts';
import { type SshServer, startSshServer } from './ssh-server.ts';
import { makeCertificates } from './tls-files.ts';

/** Bytes: more than all buffers and windows on the way. */
const MANY = 30_000_000;
const { env } = process;
let folder: string;
let here: Engine;
let socket: string;
let server: SshServer;

beforeAll(async () => {
  const address = engineAddress();
  if (address?.kind !== 'socket') throw new Error('these tests need an engine behind a socket of this machine');
  socket = address.path;
  here = await connectEngine();
  folder = mkdtempSync(join(tmpdir(), 'far-'));
  server = await startSshServer({ engine: here, socket, at: { address: '127.0.0.1', port: await freePort() }, folder });
  env.PATH = `${server.bin}:${env.PATH}`;
  env.DOCKER_HOST = server.address;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const one = createServer().listen(0, '127.0.0.1');
  await once(one, 'listening');
  const { port } = one.address() as AddressInfo;
  one.close();
  await once(one, 'close');
  return port;
}

async function left(session: string): Promise<string[]> {
  const found = await here.listContainers({ all: true, filters: { label: [`io.reapcheck.session=${session}`] } });
  return found.map(({ Names }) => Names[0] ?? '');
}

/** Runs with another setting, and sets it back. */
function setting(name: string, value: string): void {
  const before = env[name];
  env[name] = value;
  onTestFinished(() => {
    if (before === undefined) delete env[name];
    else env[name] = before;
  });
}

test('hosts of an engine behind ssh are reached, reboot, and are gone with all that led to them', async () => {
  const lab = await openLab();
  const [host, other] = await lab.start(2);
  if (!host || !other) throw new Error('no host');
  const past = (one: StartedHost) => ({ ...one.host, port: one.directPort as number });
  expect(await ssh(host.host, 'hostname')).toMatchObject({ code: 0, stdout: `${host.host.name}\n` });
  expect(await ssh(past(host), 'hostname')).toMatchObject({ code: 0 });
  const before = await bootId(host.host);
  await host.reboot();
  expect(await bootId(host.host)).not.toBe(before);

  // What stands still on one connection holds up no other, and loses nothing.
  const [command, ...words] = [...sshCommand(other.host), `head -c ${MANY} /dev/zero`];
  const stuck = spawn(command as string, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(stuck.stdout, 'readable');
  expect(await ssh(past(host), 'echo past it')).toMatchObject({ stdout: 'past it\n' });
  expect(await ssh(past(other), 'echo past it')).toMatchObject({ stdout: 'past it\n' });
  let bytes = 0;
  for await (const chunk of stuck.stdout) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(MANY);

  // A line that is lost costs the run, whatever became of it.
  await lab.requireReach();
  await here.getContainer(`reapcheck-${lab.session.id}-relay`).kill();
  const lost = () => lab.requireReach().catch((error: unknown) => error);
  const told = await waitFor(
    async () => {
      const error = await lost();
      return error === undefined ? { done: false, last: 'it is there' } : { done: true, value: error };
    },
    { what: 'the loss to be told', withinMs: 60_000 },
  );
  expect(told).toMatchObject({ code: 'remote-engine', what: expect.stringContaining('was lost') });
  await expect(lab.start(1)).rejects.toMatchObject({ what: expect.stringContaining('was lost') });
  await lab[Symbol.asyncDispose]();
  expect(await left(lab.session.id)).toEqual([]);
});

test('a harness that is killed leaves nothing over there, and nothing here', async () => {
  using workplace = new Workplace();
  const child = spawn(process.execPath, [new URL('./lab-fixture.ts', import.meta.url).pathname], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...env, TMPDIR: workplace.folder },
  });
  const closed = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    const { id, state } = JSON.parse(line) as { readonly id: string; readonly state: string };
    if (state !== 'started') continue;
    expect(await left(id)).toHaveLength(3);
    expect(tunnels(workplace.folder)).toHaveLength(1);
    process.kill(-(child.pid as number), 'SIGKILL');
    await waitFor(
      async () => {
        const found = [...(await left(id)), ...readdirSync(workplace.folder), ...tunnels(workplace.folder)];
        return found.length === 0 ? { done: true, value: undefined } : { done: false, last: found.join(', ') };
      },
      { what: 'nothing left', withinMs: 60_000, everyMs: 100 },
    );
  }
  await closed;
});

/** Processes of ssh that lead to an engine by a socket in this folder. */
function tunnels(below: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const line = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
      return line.includes(`-L\0${below}/`) ? [`pid ${pid}`] : [];
    } catch {
      return [];
    }
  });
}

test('what needs an engine on this machine is refused before anything runs', async () => {
  using workplace = new Workplace();
  const { code, stderr } = await workplace.drill(['playbooks/good/single-job.yml', '--outside', 'report']);
  expect(stderr).toMatch(
    /closed network .*needs a container engine on this machine[\s\S]*ssh:\/\/engine, as DOCKER_HOST says/,
  );
  expect(code).toBe(4);
  await using lab = await openLab();
  const order = { workDir: workplace.folder, ports: [], signal: new AbortController().signal };
  await expect(lab.startController(order)).rejects.toMatchObject({ code: 'remote-engine' });
  expect(await left(lab.session.id)).toEqual([]);
});

test('doctor says where the engine is', async () => {
  using workplace = new Workplace();
  expect((await workplace.run(['doctor'])).stdout).toMatch(/at\s+ssh:\/\/engine,\s+as\s+DOCKER_HOST\s+says/);
});

test('no engine behind ssh, and no way to its machine: said with ssh’s own words', async () => {
  setting('DOCKER_HOST', 'ssh://engine/run/no.sock');
  await expect(connectEngine()).rejects.toMatchObject({
    code: 'remote-engine',
    what: expect.stringContaining('does not answer'),
  });
  setting('DOCKER_HOST', 'ssh://nowhere.invalid');
  await expect(connectEngine()).rejects.toMatchObject({
    code: 'remote-engine',
    seen: expect.stringMatching(/nowhere\.invalid/),
  });
});

test('an engine behind TLS answers who shows a certificate, and is asked by nobody who can’t verify its own', async () => {
  const files = makeCertificates(folder, 'localhost');
  const secrets = (name: string) => readFileSync(join(files.server, name));
  const front = createTlsServer(
    {
      ca: secrets('ca.pem'),
      cert: secrets('cert.pem'),
      key: secrets('key.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (outer) => {
      const inner = connect(socket);
      outer.on('error', () => inner.destroy());
      inner.on('error', () => outer.destroy());
      outer.pipe(inner).pipe(outer);
    },
  );
  front.on('tlsClientError', () => {});
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  onTestFinished(() => void front.close());
  const { port } = front.address() as AddressInfo;
  setting('DOCKER_HOST', `tcp://localhost:${port}`);
  setting('DOCKER_TLS_VERIFY', '1');
  setting('DOCKER_CERT_PATH', files.client);
  const { engine, told, remote } = await openEngine();
  expect(await engine.version()).toEqual(await here.version());
  expect([told?.startsWith('unix://'), remote]).toEqual([true, false]);
  setting('DOCKER_HOST', `tcp://127.0.0.1:${port}`);
  await expect(openEngine()).rejects.toMatchObject({ seen: expect.stringContaining('does not match certificate') });
});

test('an SSH server with another key than the known one is refused', async () => {
  server.forgetKey();
  using workplace = new Workplace();
  const { code, stdout } = await workplace.run(['doctor', '--json']);
  expect(stdout).toContain('Host key verification failed');
  expect(code).toBe(4);
});
