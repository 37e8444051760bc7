import { expect, test } from 'vitest';
import { runMatrixFormat } from '../../harness/model/format/run-matrix.ts';
import type { RunMatrixReport } from '../../harness/model/run-matrix.ts';
import { countsOf, type RunReport } from '../../harness/model/run-report.ts';
import { runMatrixPage, runMatrixRuns } from '../../harness/reporters/html/run-matrix-page.ts';
import { RUN_MATRIX_REPORTERS } from '../../harness/reporters/matrix/scenarios.ts';
import { CONTEXT, junitCases, junitErrors, schemaComplaint, told, validSarif } from './reporter-kit.ts';
import { PLACE, report, scenario, step } from './run-report-of.ts';

const OLD: RunReport = {
  ...report([
    scenario('a', 'fail', { steps: [step()] }),
    scenario('b', 'skipped', { because: 'needs ansible-core >=2.17' }),
  ]),
  coreVersion: '2.14.18',
};
const NEW: RunReport = {
  ...report([
    scenario('a', 'pass', { steps: [step({ verdict: 'pass', checks: [] })] }),
    scenario('b', 'pass', { steps: [step({ verdict: 'pass', checks: [], folder: 'trials/b' })] }),
  ]),
  verdict: 'pass',
};
const cellOf = (ansible: string, folder: string, { verdict, coreVersion, results, wallMs }: RunReport) => ({
  ...{ cell: { ansible }, verdict, coreVersion, counts: countsOf(results), wallMs, folder },
});
const REPORT: RunMatrixReport = {
  ...{ schema: 'reapcheck/run-matrix/1', startedAt: '2026-01-01T00:00:00.000Z', wallMs: 1, verdict: 'fail' },
  ...{ folder: '/w/runs/scenarios-matrix/1', axes: { ansible: ['2.14', '2.19', '2.30'] } },
  differences: [
    {
      ...{ scenario: 'reboots/a', step: 'play', playbook: '/w/site.yml', place: PLACE },
      seen: [
        { cell: { ansible: '2.14' }, words: 'the play: red', folder: '../../scenarios/old/trials/a' },
        { cell: { ansible: '2.19' }, words: 'the play: green', folder: '../../scenarios/new/trials/a' },
      ],
    },
  ],
  cells: [
    cellOf('2.14', '../../scenarios/old', OLD),
    cellOf('2.19', '../../scenarios/new', NEW),
    { cell: { ansible: '2.30' }, verdict: 'unknown', because: 'there is no ansible-core 2.30' },
  ],
};
const scenarios = (folder: string) => ({ '../../scenarios/old': OLD, '../../scenarios/new': NEW })[folder];
const context = { ...CONTEXT, scenarios };

test('text and Markdown: what differs first, then each cell with its scenarios, and why one is lacking', async () => {
  expect(await told(RUN_MATRIX_REPORTERS, 'terminal', REPORT, context)).toMatch(
    /scenarios {2}in 3 cells\nwhat differs between cells: 1\n {2}reboots\/a, play \(scenarios\/t\/a\.yml:2:7\): site\.yml\n {4}ansible 2\.14: the play: red[^\n]*\n {4}ansible 2\.19: the play: green[\s\S]*1 fail, 1 skipped[\s\S]*2 pass[\s\S]*there is no ansible-core 2\.30[\s\S]*verdict: FAIL/,
  );
  expect(await told(RUN_MATRIX_REPORTERS, 'markdown', REPORT, context)).toMatch(
    /^## FAIL: scenarios in 3 cells[\s\S]*differs between cells: 1[\s\S]*\*\*fail\*\* \| 1 fail, 1 skipped[\s\S]*\*\*unknown\*\*/,
  );
});

test('JSON: by its schema', async () => {
  const json: unknown = JSON.parse(await told(RUN_MATRIX_REPORTERS, 'json', REPORT));
  expect(runMatrixFormat.safeParse(json).error).toBeUndefined();
  expect(schemaComplaint('run-matrix', json)).toBeUndefined();
  expect(schemaComplaint('run-matrix', { ...REPORT, cells: [{ cell: {} }] })).toBeDefined();
});

test('JUnit: the cases of each cell, and a cell without a run as an error', async () => {
  const xml = await told(RUN_MATRIX_REPORTERS, 'junit', REPORT, context);
  expect(await junitErrors(xml)).toEqual([]);
  expect(junitCases(xml)).toEqual(['a: failure', 'b: skipped', 'a: pass', 'b: pass', 'scenarios: error']);
});

test('SARIF, annotations: each finding with its cells, and each cell of which nothing is known', async () => {
  const [{ results, properties }] = validSarif(await told(RUN_MATRIX_REPORTERS, 'sarif', REPORT, context)).runs;
  expect(results.map(({ level, message }) => `${level} ${message.text.split('\n')[0]}`)).toEqual([
    expect.stringMatching(/^error reboots\/a: play: expected: .* \(in ansible 2\.14\)$/),
    expect.stringMatching(/^note reboots\/b: needs ansible-core >=2\.17 \(in ansible 2\.14\)$/),
    'warning nothing is known of ansible 2.30: there is no ansible-core 2.30',
  ]);
  expect(properties?.cells).toMatchObject([
    { scenarios: { fail: 1 } },
    { scenarios: { pass: 2 } },
    { ansible: '2.30' },
  ]);
  expect((await told(RUN_MATRIX_REPORTERS, 'github', REPORT, context)).trimEnd().split('\n')).toHaveLength(3);
  expect(JSON.parse(await told(RUN_MATRIX_REPORTERS, 'gitlab', REPORT, context))).toHaveLength(3);
});

test('the page: what differs first, each run in each cell, and a run for each link', () => {
  const kept = { report: REPORT, scenarios, run: CONTEXT.run, cwd: '/w' };
  const page = runMatrixPage(kept);
  expect(page.cells.map(({ name, tone, known }) => [name, tone, known])).toEqual([
    ['ansible 2.14', 'bad', true],
    ['ansible 2.19', 'good', true],
    ['ansible 2.30', 'open', false],
  ]);
  expect(
    page.table.rows.map(({ name, differs, cells }) => [name, differs, cells.map((ones) => ones[0]?.outcome)]),
  ).toEqual([
    ['reboots/a, play', true, ['fail', 'pass', undefined]],
    ['reboots/b, play', false, ['skipped', 'pass', undefined]],
  ]);
  const links = [
    ...page.table.rows.flatMap(({ cells }) => cells.flat().map(({ run }) => run)),
    ...page.differences.flatMap(({ seen }) => seen.map(({ run }) => run)),
  ];
  const ids = runMatrixRuns(kept).map(([id]) => id);
  expect(ids).toHaveLength(3);
  expect(page.runs.map(({ id }) => id)).toEqual(ids);
  expect(page.differences[0]?.seen.map(({ run }) => run)).toEqual(ids.slice(0, 2));
  expect(links.filter((one) => one !== undefined && !ids.includes(one))).toEqual([]);
});
