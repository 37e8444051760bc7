import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import type { RunMatrixReport } from '../../harness/model/run-matrix.ts';
import type { RunReport } from '../../harness/model/run-report.ts';
import { ansibles } from '../ansibles.ts';
import { bundledPass } from './bundled-pass.ts';
import { nothingLeft, Workplace, withAnsible } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

/** One of each theme that takes a few seconds. All of them, on all versions: test/proofs. */
const SOME = [
  'any-error-stops-them-all',
  'check-mode-aware-async',
  'any-failed-job-fails-the-play',
  'retries-recover',
  'loop-with-a-failing-item',
  'reaped-failure-surfaces',
  'reboot-module-reconnects',
  'limit-below-runtime-kills',
];

test('bundled scenarios pass, and every bad twin is caught', async () => {
  const names = await bundledPass(workplace, ansibles()[0], SOME);
  expect(names.toSorted()).toEqual(SOME.toSorted());
});

test('an unmet expectation exits with 1, and is told in full', async () => {
  const { code, stdout } = await workplace.run([
    'run',
    'test/acceptance/unmet-scenario.yml',
    '--runs',
    workplace.runs,
    ...withAnsible(ansibles()[0]),
  ]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /unmet: failures {2}test\/acceptance\/unmet-scenario.yml:\d+:\d+\n +expected: .*surfaced\n +seen: "Start the backup": swallowed, never-reaped\n +evidence: history.jsonl:\d+ .*[\s\S]*to do: reap each job/,
  );
});

test('a scenario on doubles of an inventory: prepared once, and run twice on the same hosts', async () => {
  const file = 'test/acceptance/plays/own-inventory/scenario.yml';
  const more = ['--json', '--runs', workplace.runs, ...withAnsible(ansibles()[0])];
  const { stdout, stderr } = await workplace.run(['run', file, ...more]);
  const { results }: RunReport = JSON.parse(stdout);
  expect(stderr).toMatch(/nothing real will be touched: .* the double of 1 host \(2 in the inventory\)/);
  expect(results[0]?.steps.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
    'healthy: pass',
    'the index fails: pass',
  ]);
});

test('--bail starts no more after the first that does not pass', async () => {
  const names = ['a-unmet', 'b-unmet', 'c-unmet'];
  const unmet = readFileSync('test/acceptance/unmet-scenario.yml', 'utf8').replace('../..', process.cwd());
  const files = names.map((name) => join(workplace.folder, `${name}.yml`));
  for (const [n, file] of files.entries()) writeFileSync(file, unmet.replace('unmet', names[n] as string));
  const more = ['--bail', '--concurrency', '1', '--json', '--runs', workplace.runs, ...withAnsible(ansibles()[0])];
  const { code, stdout } = await workplace.run(['run', ...files, ...more]);
  const { results }: RunReport = JSON.parse(stdout);
  expect(results.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    'a-unmet fail',
    'b-unmet skipped',
    'c-unmet skipped',
  ]);
  expect(results[1]?.because).toContain('--bail was given');
  expect(code).toBe(1);
});

test('--keep leaves the hosts up, says how to ssh in, and removes them on Ctrl-C', async () => {
  const scenario = ['run', 'test/acceptance/unmet-scenario.yml', '--keep', '--runs', workplace.runs];
  const run = workplace.start([...scenario, ...withAnsible(ansibles()[0])]);
  const said = await run.says(/hosts are up; Ctrl-C removes them:\n.*\n/);
  const sessions = workplace.sessions();
  const [, login] = /them:\nunmet host-1: (ssh .*)\n/.exec(said) ?? [];
  expect(await promisify(execFile)('sh', ['-c', `${login} 'echo in'`])).toMatchObject({ stdout: 'in\n' });
  process.kill(run.pid, 'SIGINT');
  expect((await run.ended).code).toBe(1);
  await nothingLeft(workplace, sessions, 1_000);
});

test('a matrix: a cell that can’t be had is unknown with its reason, and of one cell nothing is said to differ', async () => {
  const images = `image=${HOST_KINDS.light.image},reapcheck/none:none`;
  const more = ['--runs', workplace.runs, ...withAnsible(ansibles()[0]), '--json'];
  const ran = await workplace.run(['run', 'scenarios/check-mode/ternary.yml', ...more, '--matrix', images]);
  const report: RunMatrixReport = JSON.parse(ran.stdout || JSON.stringify(ran));
  expect(report.cells).toMatchObject([
    { verdict: 'pass', counts: { pass: 1, fail: 0, unknown: 0, skipped: 0 } },
    { verdict: 'unknown', because: expect.stringMatching(/image reapcheck\/none:none is not there/) },
  ]);
  expect([report.differences, report.verdict, ran.code]).toEqual([[], 'unknown', 2]);
});

/** Older than 2.17, where check mode changed, and newer. */
const [oldest, newest] = ansibles('ends');

test.skipIf(!/core-2\.1[0-6]\b/.test(oldest ?? '') || !newest)(
  'a matrix: the cliff of check mode is told with both histories, and is no failure of a scenario',
  async () => {
    const axes = `ansible=${oldest},${newest}`;
    const { stdout, code } = await workplace.run([
      'run',
      'check-mode',
      '--runs',
      workplace.runs,
      '--json',
      '--matrix',
      axes,
    ]);
    const { differences, cells, folder }: RunMatrixReport = JSON.parse(stdout);
    expect(
      differences.map(({ playbook, seen }) => [basename(playbook), ...seen.map(({ words }) => words.slice(0, 15))]),
    ).toEqual([['check-mode.yml', 'the play: red; ', 'the play: green']]);
    for (const { folder: run } of differences.flatMap(({ seen }) => seen))
      expect(readFileSync(join(folder, run, 'history.jsonl'), 'utf8')).toContain('Build the report');
    expect(cells).toMatchObject([{ counts: { pass: 2, skipped: 1 } }, { counts: { pass: 2, skipped: 1 } }]);
    expect(code).toBe(0);
  },
);

test('shares of a run, merged: one report of all; without one of them, what it would have shown is unknown', async () => {
  const share = async (index: number) => {
    const runs = join(workplace.folder, `part-${index}`);
    const more = ['--shard', `${index}/2`, '--runs', runs, ...withAnsible(ansibles()[0])];
    const { code } = await workplace.run(['run', 'check-mode', ...more]);
    return { code, part: join(runs, 'scenarios/latest') };
  };
  const [first, second] = [await share(1), await share(2)];
  expect([first.code, second.code]).toEqual([0, 0]);
  const merged = async (...parts: readonly string[]) => {
    const output = join(workplace.folder, 'merged/report.json');
    const { code } = await workplace.run(['merge', ...parts, '--output', output]);
    return { code, report: JSON.parse(readFileSync(output, 'utf8')) as RunReport };
  };
  const whole = await merged(second.part, first.part);
  expect([whole.code, whole.report.results.length]).toEqual([0, 3]);
  const [ran] = whole.report.results.flatMap(({ steps }) => steps);
  expect(readFileSync(join(whole.report.folder, ran?.folder ?? '', 'history.jsonl'), 'utf8')).not.toBe('');
  const lacking = await merged(first.part);
  expect(lacking.code).toBe(2);
  expect(lacking.report.results.map(({ because }) => because)).toContain('no part has it');
});

test('a malformed scenario exits with 3, at its place', async () => {
  const { code, stderr } = await workplace.run(['run', 'playbooks/good/single-job.yml']);
  expect(code).toBe(3);
  expect(stderr).toMatch(/playbooks\/good\/single-job.yml:\d+:\d+: the scenario has the wrong type/);
});
