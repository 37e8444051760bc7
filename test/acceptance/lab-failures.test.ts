import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { connectEngine, hasImage } from '../../harness/lab/engine.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import { requireFitImage } from '../../harness/lab/images/image-lacks.ts';
import { KIND_LABEL } from '../../harness/lab/images/image-state.ts';
import { requireImage } from '../../harness/lab/images/require-image.ts';
import { openLab } from '../../harness/lab/lab.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { Workplace } from './reapcheck.ts';

async function containersOf(session: string) {
  const engine = await connectEngine();
  return engine.listContainers({ all: true, filters: { label: [`io.reapcheck.session=${session}`] } });
}

function dockerHost(value: string): void {
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = value;
  onTestFinished(() => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'lab-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('an image that is not there is named, and nothing is pulled', async () => {
  await using lab = await openLab();
  await expect(lab.start(2, { image: 'reapcheck/none:such' })).rejects.toMatchObject({
    code: 'no-image',
    kind: 'environment',
    what: expect.stringContaining('reapcheck/none:such'),
    remedy: expect.stringContaining('doctor --fix'),
  });
  const engine = await connectEngine();
  expect(await hasImage(engine, 'reapcheck/none:such')).toBe(false);
});

test('an image that lacks what a host needs: said before any host is started', async () => {
  const engine = await connectEngine();
  const image = `reapcheck-test/bare:at-${process.pid}`;
  // An archive of nothing.
  const imported = await engine.importImage(Readable.from([Buffer.alloc(1024)]), {
    repo: image.split(':')[0],
    tag: image.split(':')[1],
  });
  await text(imported);
  onTestFinished(() => engine.getImage(image).remove());
  await using lab = await openLab();
  await expect(lab.start(1, { image })).rejects.toMatchObject({
    code: 'unfit-image',
    what: expect.stringMatching(/sshd.*python3.*reapcheck\/init/),
    remedy: expect.stringContaining(HOST_KINDS.light.image),
  });
  expect(await containersOf(lab.session.id)).toEqual([]);
});

/** An image with these files, all empty, and links. It goes with the test. */
async function imageOf(files: readonly string[], links: Readonly<Record<string, string>>, changes: string[] = []) {
  const root = folder();
  for (const file of files) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
  const engine = await connectEngine();
  const [repo, tag] = ['reapcheck-test/made-up', `${process.pid}-${basename(root)}`.toLowerCase()];
  const archive = execFileSync('tar', ['-cf', '-', '-C', root, '.']);
  await text(await engine.importImage(Readable.from([archive]), { repo, tag, changes }));
  onTestFinished(() => engine.getImage(`${repo}:${tag}`).remove());
  return `${repo}:${tag}`;
}

const NEEDED = ['usr/sbin/sshd', 'bin/sh', 'usr/bin/setpriv', 'usr/lib/reapcheck/init'];

test('a drill on such an image says so, and ends by itself', async () => {
  const image = await imageOf(['usr/sbin/sshd', 'bin/sh', 'usr/bin/python3', 'usr/bin/setpriv'], {});
  using workplace = new Workplace();
  const { code, stderr } = await workplace.drill(['playbooks/good/single-job.yml', '--image', image]);
  expect(stderr).toContain('it lacks reapcheck’s own start');
  expect(code).toBe(4);
});

test('one of busybox and another libc is looked at as any other, and never run', async () => {
  const busybox = ['bin/busybox', 'lib/ld-musl-x86_64.so.1', 'usr/lib/reapcheck/init'];
  const links = { 'bin/sh': '/bin/busybox', 'bin/setpriv': '/bin/busybox' };
  await using lab = await openLab();
  await expect(lab.start(1, { image: await imageOf(busybox, links) })).rejects.toMatchObject({
    code: 'unfit-image',
    what: expect.stringMatching(/it lacks an SSH server \(sshd\), Python \(python3\), setpriv of util-linux$/),
  });
  const whole = [...busybox, 'usr/sbin/sshd', 'usr/bin/python3.12', 'usr/bin/setpriv'];
  const engine = await connectEngine();
  const image = await imageOf(whole, { ...links, 'usr/bin/python3': 'python3.12' });
  await requireFitImage(engine, image, { kind: 'light', core: '2.19.0' }, {});
});

test('an image whose Python is too old for the modules of this ansible-core', async () => {
  const old = await imageOf([...NEEDED, 'usr/bin/python3.6', 'usr/bin/python2.7'], {
    'usr/bin/python3': 'python3.6',
    'usr/bin/python': 'python2.7',
  });
  await using lab = await openLab({ core: '2.17.14' });
  await expect(lab.start(1, { image: old })).rejects.toMatchObject({
    code: 'unfit-image',
    what: expect.stringMatching(/ansible-core 2\.17\.14.*Python 3\.7/),
    seen: 'Python 3.6',
  });
});

test.each([
  ['an older ansible-core', '2.16.0', ['usr/bin/python3.6']],
  ['another Python beside it', '2.17.14', ['usr/bin/python3.6', 'usr/bin/python3.9']],
])('with %s it is let through', async (_, core, pythons) => {
  const image = await imageOf([...NEEDED, ...pythons], { 'usr/bin/python3': 'python3.6' });
  const engine = await connectEngine();
  await requireFitImage(engine, image, { kind: 'light', core }, {});
});

test('an image of the other kind is told so, whichever it was made from', async () => {
  const image = await imageOf([...NEEDED, 'usr/bin/python3'], {}, [`LABEL ${KIND_LABEL}=systemd`]);
  await using lab = await openLab();
  await expect(lab.start(1, { image })).rejects.toMatchObject({
    code: 'unfit-image',
    what: expect.stringContaining('of the kind systemd'),
    expected: expect.stringContaining('--kind systemd'),
  });
  const unmarked = await imageOf([...NEEDED, 'usr/bin/python3'], {});
  await expect(lab.start(1, { image: unmarked, kind: 'systemd' })).rejects.toMatchObject({
    code: 'unfit-image',
    what: expect.stringContaining('it lacks systemd'),
  });
});

test.skipIf(process.getuid?.() !== 0)(
  'an engine whose loopback is not ours, as where its socket is mounted into a container',
  async () => {
    const lab = new URL('../../harness/lab/lab.ts', import.meta.url).href;
    const code = `const { openLab } = await import(${JSON.stringify(lab)}); const lab = await openLab(); await lab.start(1).catch((error) => console.log(error.code)); await lab[Symbol.asyncDispose]()`;
    // A network of its own, in which nothing but this process listens.
    const child = spawn(
      'unshare',
      ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', process.execPath, '-e', code],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(said.trim()).toBe('engine-elsewhere');
  },
);

test('no engine: said at once, and no session is left', async () => {
  dockerHost(`unix://${folder()}/docker.sock`);
  const before = readdirSync(tmpdir());
  await expect(openLab()).rejects.toMatchObject({ code: 'no-engine', kind: 'environment' });
  const after = readdirSync(tmpdir()).filter((name) => /^reapcheck-[0-9a-f]{10}$/.test(name) && !before.includes(name));
  expect(after).toEqual([]);
});

test('an engine on another machine is refused', async () => {
  dockerHost('tcp://192.0.2.1:2375');
  await expect(openLab()).rejects.toMatchObject({ code: 'remote-engine', kind: 'environment' });
});

test('an engine that this user may not use', async () => {
  // A socket that only root may open, asked for by somebody else.
  const place = folder();
  chmodSync(place, 0o755);
  const socket = join(place, 'docker.sock');
  const server = createServer((_, response) => response.end('OK'));
  server.listen(socket);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  chmodSync(socket, 0o600);
  if (process.getuid?.() === 0) chownSync(socket, 0, 0);
  else chmodSync(socket, 0);
  const engine = new URL('../../harness/lab/engine.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(engine)}).then((it) => it.connectEngine()).catch((error) => process.stdout.write(error.code + ' ' + error.remedy))`;
  const child = spawn(process.execPath, ['-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DOCKER_HOST: `unix://${socket}` },
    ...(process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  expect(said).toMatch(/^engine-permission .*doctor --fix/);
});

test('a host that dies at boot is reported with its last words, and the others of the call are removed', async () => {
  const engine = await connectEngine();
  await requireImage(engine, HOST_KINDS.light.image);
  const [repo, tag] = ['reapcheck-test/dies', `at-boot-${process.pid}`];
  const made = await engine.createContainer({ Image: HOST_KINDS.light.image });
  await made.commit({ repo, tag, changes: ['CMD ["sh", "-c", "echo these are my last words; exit 3"]'].join('\n') });
  await made.remove();
  onTestFinished(() => engine.getImage(`${repo}:${tag}`).remove());

  await using lab = await openLab();
  const start = lab.start([{ name: 'good-1' }, { name: 'bad', image: `${repo}:${tag}` }, { name: 'good-2' }]);
  await expect(start).rejects.toMatchObject({
    code: 'host-not-ready',
    what: expect.stringContaining('bad'),
    seen: expect.stringMatching(/exit code 3[\s\S]*these are my last words/),
  });
  expect(lab.hosts).toEqual([]);
  expect(await containersOf(lab.session.id)).toEqual([]);
});

test('a host that does not answer in time is reported with its log', async () => {
  await using lab = await openLab({ bootWithinMs: 1 });
  await expect(lab.start(1)).rejects.toMatchObject({
    code: 'host-not-ready',
    seen: expect.stringContaining('not within 1 ms'),
  });
  expect(await containersOf(lab.session.id)).toEqual([]);
});

test('an aborted start leaves nothing, and its reason is the error', async () => {
  await using lab = await openLab({ concurrency: 2 });
  const controller = new AbortController();
  const reason = new Error('enough');
  const start = lab.start(12, { signal: controller.signal });
  start.catch(() => {});
  await waitFor(() => ({ done: lab.hosts.length > 0, value: undefined, last: lab.hosts.length }), {
    what: 'the first host',
    withinMs: 30_000,
  });
  controller.abort(reason);
  await expect(start).rejects.toBe(reason);
  expect(lab.hosts).toEqual([]);
  expect(await containersOf(lab.session.id)).toEqual([]);
});

test('a lab that is closed while it starts hosts leaves nothing', async () => {
  const lab = await openLab({ concurrency: 2 });
  const start = lab.start(6);
  start.catch(() => {});
  await waitFor(() => ({ done: lab.hosts.length > 0, value: undefined, last: lab.hosts.length }), {
    what: 'the first host',
    withinMs: 30_000,
  });
  await lab[Symbol.asyncDispose]();
  await expect(start).rejects.toThrow('the lab is being closed');
  expect(await containersOf(lab.session.id)).toEqual([]);
  expect(existsSync(lab.session.folder)).toBe(false);
});
