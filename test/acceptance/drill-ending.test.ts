import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { DrillReport } from '../../harness/model/report.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplaces: Workplace[] = [];
afterEach(() => {
  for (const workplace of workplaces.splice(0)) workplace[Symbol.dispose]();
});

function start() {
  const workplace = new Workplace();
  workplaces.push(workplace);
  const drill = workplace.start(['drill', 'playbooks/good/parallel-jobs.yml', '--runs', workplace.runs]);
  return { workplace, drill };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s: Ansible is stopped, hosts are removed, what was done is told, exit 130',
  async (signal) => {
    const { workplace, drill } = start();
    await drill.says('started ');
    const sessions = workplace.sessions();
    expect(sessions).toHaveLength(1);
    process.kill(drill.pid, signal);
    const ended = await drill.ended;
    expect(ended.stderr).toContain(`interrupted by ${signal}`);
    expect(ended.code).toBe(130);
    const report: DrillReport = JSON.parse(
      readFileSync(join(workplace.runs, 'parallel-jobs', 'latest', 'report.json'), 'utf8'),
    );
    expect(report.verdict).not.toBe('pass');
    expect(report.interrupted?.length).toBeGreaterThan(0);
    const told = new Set([
      ...report.trials.map(({ trial }) => trial.id),
      ...(report.interrupted ?? []).map(({ id }) => id),
    ]);
    expect(told.size).toBe(report.trials.length + (report.interrupted?.length ?? 0));
    expect(ended.stdout).toContain(`${report.interrupted?.length} trials did not end`);
    await nothingLeft(workplace, sessions, 1_000);
  },
);

test.each([
  ['the process, in the baseline', (pid: number) => process.kill(pid, 'SIGKILL'), 'baseline'],
  ['its whole group, in the baseline', (pid: number) => process.kill(-pid, 'SIGKILL'), 'baseline'],
  ['the process, among trials', (pid: number) => process.kill(pid, 'SIGKILL'), 'started '],
])('SIGKILL of %s: nothing is left 10 s later', async (_what, kill, moment) => {
  const { workplace, drill } = start();
  await drill.says(moment);
  const sessions = workplace.sessions();
  expect(sessions).toHaveLength(1);
  kill(drill.pid);
  await drill.ended;
  await nothingLeft(workplace, sessions, 10_000);
});
