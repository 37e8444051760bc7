import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import type { MatrixReport } from '../../harness/model/matrix.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { oneJob } from './one-job.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

/** A playbook with one job, in a role of its own. Returns its path, and that of the role's tasks. */
function project(name: string): { readonly playbook: string; readonly tasks: string } {
  const playbook = join(workplace.folder, name, 'site.yml');
  const tasks = join(workplace.folder, name, 'roles/web/tasks/main.yml');
  mkdirSync(dirname(tasks), { recursive: true });
  writeFileSync(playbook, '- hosts: all\n  gather_facts: false\n  roles: [web]\n');
  writeFileSync(tasks, oneJob());
  return { playbook, tasks };
}

const FAULTS = ['--faults', 'fail,silent', '--isolate', '--concurrency', '1'];
const outcomes = ({ trials }: DrillReport) => trials.map(({ trial, outcome }) => [trial.fault, outcome.kind]);
const BOTH = [
  ['fail', 'surfaced'],
  ['silent', 'surfaced'],
];

test('a plan, its two shares, and the report of the whole', async () => {
  const { playbook } = project('shares');
  const plan = join(workplace.folder, 'plan.json');
  const planned = await workplace.drill([playbook, ...FAULTS, '--plan-only', plan]);
  expect(planned.stdout, planned.stderr).toMatch(/2 trials, plan [0-9a-f]{12}, of \d+ files/);
  const share = async (index: number) => {
    const runs = join(workplace.folder, `part-${index}`);
    const args = ['drill', playbook, ...FAULTS, '--plan', plan, '--shard', `${index}/2`, '--runs', runs];
    return { ...(await workplace.run(args)), folder: join(runs, 'site/latest') };
  };
  const parts = await Promise.all([share(1), share(2)]);
  for (const { stdout, code } of parts) {
    expect(stdout).toMatch(/verdict: PASS, of part \d\/2/);
    expect(code).toBe(0);
  }
  const merge = (...folders: readonly string[]) =>
    workplace.run(['merge', ...folders, '--output', join(workplace.folder, 'merged/report.json'), '--json']);
  const whole = await merge(...parts.map(({ folder }) => folder));
  const report: DrillReport = JSON.parse(whole.stdout);
  expect([outcomes(report), report.verdict, whole.code]).toEqual([BOTH, 'pass', 0]);
  expect(existsSync(join(workplace.folder, 'merged', report.trials[0]?.folder ?? '', 'history.jsonl'))).toBe(true);
  const half = await merge(parts[0]?.folder ?? '');
  expect([JSON.parse(half.stdout).leftOut?.why, half.code]).toEqual(['no-part', 2]);
});

test('SIGTERM in the middle, then --resume: the same outcomes; then --incremental runs nothing until a role has changed', async () => {
  const { playbook, tasks } = project('cut');
  const drill = workplace.start(['drill', playbook, '--runs', workplace.runs, ...FAULTS]);
  await drill.says(/surfaced .*fail /);
  process.kill(drill.pid, 'SIGTERM');
  expect((await drill.ended).code).toBe(130);
  const cut: DrillReport = JSON.parse(readFileSync(join(workplace.runs, 'site/latest/report.json'), 'utf8'));
  expect([outcomes(cut), cut.interrupted?.map(({ fault }) => fault)]).toEqual([[['fail', 'surfaced']], ['silent']]);

  const resumed = await workplace.drillReport(playbook, undefined, ...FAULTS, '--resume');
  expect([outcomes(resumed.report), resumed.report.verdict, resumed.code]).toEqual([BOTH, 'pass', 0]);
  expect(resumed.report.trials.map(({ taken }) => taken?.by)).toEqual(['resume', undefined]);

  const again = await workplace.drillReport(playbook, undefined, ...FAULTS, '--incremental');
  expect(again.report.trials.map(({ taken }) => taken !== undefined)).toEqual([true, true]);
  expect([outcomes(again.report), again.report.verdict]).toEqual([BOTH, 'pass']);

  writeFileSync(tasks, oneJob(2));
  const changed = await workplace.drillReport(playbook, undefined, ...FAULTS, '--incremental');
  expect(changed.report.trials.map(({ taken }) => taken)).toEqual([undefined, undefined]);
  expect(changed.report.reuse?.because.join()).toMatch(/roles\/web\/tasks\/main\.yml has changed/);
});

test('a matrix: each cell that can be had is drilled, with what differs first; one that can’t is unknown, with the reason', async () => {
  const { playbook } = project('matrix');
  const args = ['drill', playbook, '--runs', workplace.runs, '--faults', 'fail', '--repeat', '2'];
  const images = `image=${HOST_KINDS.light.image},reapcheck/none:none`;
  const { stdout, stderr, code } = await workplace.run([...args, '--json', '--matrix', images]);
  const report: MatrixReport = JSON.parse(stdout || JSON.stringify({ stderr }));
  const [first, second] = report.cells;
  expect(first).toMatchObject({ verdict: 'pass', score: { surfaced: 1, counted: 1 } });
  expect(second).toMatchObject({
    verdict: 'unknown',
    because: expect.stringMatching(/image reapcheck\/none:none is not there/),
  });
  expect([report.differences, report.verdict, code]).toEqual([[], 'unknown', 2]);
  const folder = first && 'folder' in first ? first.folder : '';
  const drill: DrillReport = JSON.parse(readFileSync(join(report.folder, folder, 'report.json'), 'utf8'));
  expect(drill.trials[0]?.repetitions?.map(({ outcome }) => outcome.kind)).toEqual(['surfaced', 'surfaced']);
});
