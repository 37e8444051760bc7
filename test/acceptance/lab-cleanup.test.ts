import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { connectEngine } from '../../harness/lab/engine.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import { openLab } from '../../harness/lab/lab.ts';
import { markedProcesses } from '../../harness/lab/marked-process.ts';
import { currentOwner, formatOwner } from '../../harness/lab/owner.ts';
import { processStat } from '../../harness/lab/process-stat.ts';
import { sweep } from '../../harness/lab/sweep.ts';
import { waitFor } from '../../harness/time/deadline.ts';

interface Session {
  readonly state: 'starting' | 'started';
  readonly id: string;
  readonly folder: string;
  readonly watchdogPid: number;
  readonly childPid: number;
}

async function containersOf(session: string) {
  const engine = await connectEngine();
  return engine.listContainers({ all: true, filters: { label: [`io.reapcheck.session=${session}`] } });
}

async function snapshotsOf(session: string) {
  const engine = await connectEngine();
  return engine.listImages({ filters: { label: [`io.reapcheck.session=${session}`] } });
}

async function fixtureIn(
  state: Session['state'],
  env: Readonly<Record<string, string>> = {},
): Promise<{ process: ChildProcess; session: Session }> {
  const child = spawn(process.execPath, [new URL('./lab-fixture.ts', import.meta.url).pathname], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    const session = JSON.parse(line) as Session;
    if (session.state === state) return { process: child, session };
  }
  throw new Error('the fixture ended');
}

async function nothingLeft(session: Session): Promise<void> {
  await waitFor(
    async () => {
      const left = [
        ...(await containersOf(session.id)).map(({ Names }) => `container ${Names[0]}`),
        ...(await snapshotsOf(session.id)).map(({ RepoTags }) => `image ${RepoTags?.[0]}`),
        ...markedProcesses().flatMap((it) => (it.session === session.id ? [`process ${it.pid}`] : [])),
        ...(existsSync(session.folder) ? [session.folder] : []),
        ...(processStat(session.watchdogPid) ? ['the watchdog'] : []),
      ];
      return left.length === 0 ? { done: true, value: undefined } : { done: false, last: left.join(', ') };
    },
    { what: `nothing left of session ${session.id}`, withinMs: 10_000, everyMs: 100 },
  );
}

test('a harness that is killed leaves nothing', async () => {
  const { process: harness, session } = await fixtureIn('started');
  expect(await containersOf(session.id)).toHaveLength(2);
  expect(await snapshotsOf(session.id)).toHaveLength(1);
  expect(markedProcesses().map(({ pid }) => pid)).toContain(session.childPid);
  harness.kill('SIGKILL');
  await once(harness, 'exit');
  await nothingLeft(session);
});

test('a harness that is killed when its folder for temporary files is gone already leaves nothing', async () => {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'rt-'));
  onTestFinished(() => rmSync(TMPDIR, { recursive: true, force: true }));
  const { process: harness, session } = await fixtureIn('started', { TMPDIR });
  rmSync(TMPDIR, { recursive: true });
  harness.kill('SIGKILL');
  await once(harness, 'exit');
  await nothingLeft(session);
});

test('a harness that is killed with its process group leaves nothing', async () => {
  const { process: harness, session } = await fixtureIn('started');
  process.kill(-(harness.pid as number), 'SIGKILL');
  await once(harness, 'exit');
  await nothingLeft(session);
});

test('a harness that is killed while its hosts are being made leaves nothing', async () => {
  const { process: harness, session } = await fixtureIn('starting');
  await waitFor(
    async () => {
      const made = (await containersOf(session.id)).length;
      return made > 0 ? { done: true, value: made } : { done: false, last: made };
    },
    { what: 'the first container', withinMs: 30_000, everyMs: 2 },
  );
  process.kill(-(harness.pid as number), 'SIGKILL');
  await once(harness, 'exit');
  await nothingLeft(session);
});

test("a sweep removes dead sessions' containers, and no others", async () => {
  const engine = await connectEngine();
  await using lab = await openLab();
  const [living] = await lab.start(1);
  const here = currentOwner();
  const create = async (labels: Record<string, string>) => {
    const made = await engine.createContainer({ Image: HOST_KINDS.light.image, Labels: labels });
    onTestFinished(() => made.remove({ force: true }).catch(() => {}));
    return made.id;
  };
  const session = { 'io.reapcheck.session': '00000000d0' };
  const dead = await create({
    ...session,
    'io.reapcheck.owner': formatOwner({ ...here, startTicks: here.startTicks + 1 }),
  });
  const elsewhere = await create({
    ...session,
    'io.reapcheck.owner': formatOwner({ ...here, pidNamespace: 'pid:[1]' }),
  });
  const foreign = await create({ 'org.example': 'mine' });
  const network = await engine.createNetwork({
    Name: 'reapcheck-00000000d0',
    Labels: { ...session, 'io.reapcheck.owner': formatOwner({ ...here, machineBoot: 'an-earlier-one' }) },
  });
  onTestFinished(() => network.remove().catch(() => {}));

  const report = await sweep();

  const there = (await engine.listContainers({ all: true })).map(({ Id }) => Id);
  expect(there).not.toContain(dead);
  expect(there).toEqual(expect.arrayContaining([elsewhere, foreign, living?.containerId]));
  await expect(network.inspect()).rejects.toMatchObject({ statusCode: 404 });
  expect(report.engineTrouble).toBeUndefined();
  expect(report.left).toEqual([]);
  expect(report.removed.filter(({ session }) => session === '00000000d0').map(({ kind }) => kind)).toEqual([
    'container',
    'network',
  ]);
  expect(report.kept.map(({ session }) => session)).toEqual(expect.arrayContaining(['00000000d0', lab.session.id]));
});
