import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessSeen, Sighting } from '../../harness/model/sighting.ts';
import type { ScriptLine } from '../../harness/model/stage.ts';
import { Probe } from '../../harness/probe/probe.ts';

test('a process that a receipt names before it was ever scanned is said to be alive, and gone when it is', async () => {
  const receiptsDir = mkdtempSync(join(tmpdir(), 'reapcheck-'));
  onTestFinished(() => rmSync(receiptsDir, { recursive: true }));
  const job = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(job, 'exit');
  onTestFinished(async () => {
    job.stdin?.end();
    await ended;
  });
  const here = { pid: job.pid ?? 0, startTicks: startTicks(job.pid ?? 0) };
  const never = { pid: here.pid, startTicks: here.startTicks - 1 };
  const receipt = {
    ...{ token: 't0k3n', fault: 'hang', jid: 'j1.1', struckAt: 1 },
    pids: { watcher: never, runner: never, module: here },
  };
  writeFileSync(join(receiptsDir, 't0k3n.json'), JSON.stringify(receipt));

  const seen: Sighting[] = [];
  await using probe = await Probe.start(
    { name: 'host-1' },
    { onSighting: (one) => seen.push(one), receiptsDir, connect: onThisMachine },
  );
  const states = (ticks: number) =>
    seen
      .filter((one): one is ProcessSeen => one.type === 'process' && one.startTicks === ticks && one.pid === here.pid)
      .map(({ state, role }) => `${state} ${role}`);
  expect(states(here.startTicks)).toEqual(['alive stand-in']);
  expect(states(never.startTicks)).toEqual(['gone stand-in']);
  job.stdin?.end();
  await ended;
  expect(await probe.sync(20_000)).toBe(true);
  expect(states(here.startTicks)).toEqual(['alive stand-in', 'gone stand-in']);
});

function startTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
}

async function onThisMachine(script: string): Promise<ScriptLine> {
  const child = spawn('sh', ['-c', script], { stdio: 'pipe' });
  const closed = once(child, 'close').then(() => 'the script ended');
  return { input: child.stdin, output: child.stdout, errors: child.stderr, closed, destroy: () => child.kill() };
}
