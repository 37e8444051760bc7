import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { generateKeyPair } from '../../harness/lab/key-pair.ts';
import { currentOwner, formatOwner } from '../../harness/lab/owner.ts';
import { processStat } from '../../harness/lab/process-stat.ts';
import { ryukImage } from '../../harness/lab/ryuk.ts';
import { Session } from '../../harness/lab/session.ts';
import { sweep } from '../../harness/lab/sweep.ts';
import { waitFor } from '../../harness/time/deadline.ts';

/** Sessions of these tests live in a folder of their own, so that a sweep sees no others. */
const before = process.env.TMPDIR;
const base = mkdtempSync(join(tmpdir(), 'lab-'));
beforeAll(() => {
  process.env.TMPDIR = base;
});
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(base, { recursive: true });
});

const lives = (pid: number) => {
  const stat = processStat(pid);
  return stat !== undefined && stat.state !== 'Z';
};

interface Fixture {
  readonly process: ChildProcess;
  readonly id: string;
  readonly folder: string;
  readonly watchdogPid: number;
  readonly childPid: number;
}

async function startFixture(env: Record<string, string> = {}): Promise<Fixture> {
  const child = spawn(process.execPath, [new URL('./lab-fixture.ts', import.meta.url).pathname], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, ...(JSON.parse(line.toString()) as Omit<Fixture, 'process'>) };
}

async function gone(fixture: Fixture): Promise<void> {
  const left = () => [
    ...(existsSync(fixture.folder) ? [fixture.folder] : []),
    ...(lives(fixture.childPid) ? ['the marked process'] : []),
    ...(lives(fixture.watchdogPid) ? ['the watchdog'] : []),
  ];
  await waitFor(() => (left().length === 0 ? { done: true, value: undefined } : { done: false, last: left() }), {
    what: 'nothing left of the session',
    withinMs: 15_000,
  });
}

test('OpenSSH accepts the keys', async () => {
  await using session = await Session.open();
  const seen = execFileSync('ssh-keygen', ['-l', '-f', session.identityFile], { encoding: 'utf8' });
  expect(seen).toMatch(/^256 SHA256:\S+ reapcheck-[0-9a-f]+ \(ED25519\)/);
  // What it derives from the private half is the public half that we hand out.
  const derived = execFileSync('ssh-keygen', ['-y', '-f', session.identityFile], { encoding: 'utf8' });
  expect(derived.trim()).toBe(session.key.publicKey);
  expect(generateKeyPair('x').publicKey).not.toBe(generateKeyPair('x').publicKey);
});

test('OpenSSH finds a pinned host by its port', async () => {
  await using session = await Session.open();
  session.knownHosts.pin('127.0.0.1', 4711, generateKeyPair('web-1').publicKey);
  const find = (name: string) =>
    execFileSync('ssh-keygen', ['-F', name, '-f', session.knownHosts.file], { encoding: 'utf8' });
  expect(find('[127.0.0.1]:4711')).toContain('ssh-ed25519');
  expect(() => find('127.0.0.1')).toThrow();
});

test('a session keeps its keys to itself, and takes them with it', async () => {
  const session = await Session.open();
  await session.guarded;
  expect(statSync(session.folder).mode & 0o777).toBe(0o700);
  expect(statSync(session.identityFile).mode & 0o777).toBe(0o600);
  expect(lives(session.watchdogPid)).toBe(true);
  await session[Symbol.asyncDispose]();
  expect(existsSync(session.folder)).toBe(false);
  expect(lives(session.watchdogPid)).toBe(false);
  await session[Symbol.asyncDispose]();
});

test('nothing is left when the harness is killed with its whole group', async () => {
  const fixture = await startFixture();
  expect([fixture.childPid, fixture.watchdogPid].map(lives)).toEqual([true, true]);
  expect(existsSync(fixture.folder)).toBe(true);
  process.kill(-(fixture.process.pid as number), 'SIGKILL');
  await gone(fixture);
});

test('nothing is left when the harness is killed before its watchdog is up', async () => {
  const code = `import { Session } from ${JSON.stringify(new URL('../../harness/lab/session.ts', import.meta.url))};
    const session = await Session.open();
    process.stdout.write(session.folder + ' ' + session.watchdogPid, () => process.kill(process.pid, 'SIGKILL'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  const [folder = '', pid] = said.split(' ');
  expect(folder).toContain(base);
  await gone({ process: child, id: '', folder, watchdogPid: Number(pid), childPid: -1 });
});

test('no signal that a terminal or an init sends keeps the watchdog from its work', async () => {
  const fixture = await startFixture();
  const group = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(2, 4);
  expect(group(fixture.watchdogPid)).toEqual([`${fixture.watchdogPid}`, `${fixture.watchdogPid}`]);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(fixture.watchdogPid, signal);
  process.kill(fixture.process.pid as number, 'SIGKILL');
  await gone(fixture);
});

test('a program that ends well ends its watchdog, too, and may wait for it', async () => {
  const fixture = await startFixture();
  fixture.process.stdin?.write('end\n');
  const [code] = (await once(fixture.process, 'exit')) as [number | null];
  expect(code).toBe(0);
  expect([fixture.watchdogPid, fixture.childPid].map(lives)).toEqual([false, false]);
  expect(existsSync(fixture.folder)).toBe(false);
});

test("an outer session's mark is not passed on to the watchdog of an inner one", async () => {
  await using outer = await Session.open();
  const inner = await startFixture({ ...outer.marks });
  const environ = readFileSync(`/proc/${inner.watchdogPid}/environ`, 'utf8');
  expect(environ).not.toContain(outer.id);
  process.kill(inner.process.pid as number, 'SIGKILL');
  await gone(inner);
});

function deadOwner(): string {
  const here = currentOwner();
  return formatOwner({ ...here, startTicks: here.startTicks + 1 });
}

function folderOf(session: string, owner: string | undefined): string {
  const folder = join(base, `reapcheck-${session}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'id_ed25519'), 'secret');
  if (owner !== undefined) writeFileSync(join(folder, 'owner'), owner);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a sweep removes dead sessions' folders and processes, and no others", async () => {
  await using living = await Session.open();
  const dead = folderOf('00000000d0', deadOwner());
  const unsigned = folderOf('00000000d1', undefined);
  const old = folderOf('00000000d2', undefined);
  utimesSync(old, 1, 1);
  const foreign = join(base, 'reapcheck-notes');
  mkdirSync(foreign);
  const spawnMarked = (session: string, owner: string) => {
    const child = spawn('sleep', ['300'], { env: { REAPCHECK_SESSION: session, REAPCHECK_OWNER: owner } });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const orphan = spawnMarked('00000000d0', deadOwner());
  const kept = spawnMarked(living.id, formatOwner(currentOwner()));
  const nobodys = spawnMarked('00000000d0', 'who knows');
  await Promise.all([orphan, kept, nobodys].map((child) => once(child, 'spawn')));
  const ended = once(orphan, 'exit');

  const report = await sweep();

  expect(await ended).toEqual([null, 'SIGKILL']);
  expect([dead, unsigned, old, foreign, living.folder].map(existsSync)).toEqual([false, true, false, true, true]);
  expect([kept, nobodys].map((child) => lives(child.pid as number))).toEqual([true, true]);
  const names = (list: typeof report.removed) => list.map(({ kind, name }) => `${kind} ${name}`);
  expect(names(report.removed)).toEqual(
    expect.arrayContaining([`process pid ${orphan.pid}`, `folder ${dead}`, `folder ${old}`]),
  );
  expect(names(report.kept)).toEqual(expect.arrayContaining([`folder ${living.folder}`]));
});

test('a sweep works where there is no engine, and says so', async () => {
  const host = process.env.DOCKER_HOST;
  onTestFinished(() => {
    if (host === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = host;
  });
  process.env.DOCKER_HOST = `unix://${base}/no.sock`;
  const dead = folderOf('00000000d3', deadOwner());
  const report = await sweep();
  expect(existsSync(dead)).toBe(false);
  expect(report.engineTrouble).toMatchObject({ code: 'no-engine', kind: 'environment' });
});

test('Testcontainers says which image its reaper has', () => {
  expect(ryukImage()).toMatch(/ryuk:\d/);
});
