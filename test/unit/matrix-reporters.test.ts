import { expect, test } from 'vitest';
import type { MatrixReport } from '../../harness/model/matrix.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import { differencesOf } from '../../harness/plan/matrix.ts';
import { matrixPage, matrixRuns } from '../../harness/reporters/html/matrix-page.ts';
import { MATRIX_REPORTERS } from '../../harness/reporters/matrix/drills.ts';
import { drilled, MISSED, planOf, result, SWALLOWED } from './plan-kit.ts';
import { CONTEXT, junitCases, junitErrors, schemaComplaint, told, validSarif } from './reporter-kit.ts';

const GONE: Outcome = {
  ...{ kind: 'surfaced', reason: 'unreachable', taskName: 'Wait' },
  ...{ place: undefined, delayMs: 5, msg: undefined },
};
const plan = planOf(['fail', 'hang']);
const FOLDER = '/w/runs/site-matrix/1';
const OLD = drilled(plan, [result('fail', GONE), result('hang', MISSED)], {
  folder: '/w/runs/site/old',
});
const NEW = drilled(plan, [result('fail', SWALLOWED), result('hang')], {
  folder: '/w/runs/site/new',
  verdict: 'fail',
  findings: [
    {
      ...{ rule: 'swallowed-failure', severity: 'error', confidence: 'certain', evidence: [], remedy: 'reap it' },
      ...{ message: 'it was lost', place: { file: '/w/site.yml', line: 6 } },
    },
  ],
});
const cellOf = (ansible: string, folder: string, { verdict, coreVersion, score, wallMs }: typeof OLD) => ({
  ...{ cell: { ansible }, verdict, coreVersion, score, wallMs, folder },
});
const REPORT: MatrixReport = {
  ...{ schema: 'reapcheck/matrix/1', playbook: '/w/site.yml', startedAt: '2026-01-01T00:00:00.000Z', wallMs: 1 },
  ...{ folder: FOLDER, axes: { ansible: ['2.14', '2.19', '2.30'] }, verdict: 'fail' },
  differences: differencesOf(
    [
      { cell: { ansible: '2.14' }, report: OLD },
      { cell: { ansible: '2.19' }, report: NEW },
    ],
    FOLDER,
  ),
  cells: [
    cellOf('2.14', '../../site/old', OLD),
    cellOf('2.19', '../../site/new', NEW),
    { cell: { ansible: '2.30' }, verdict: 'unknown', because: 'there is no ansible-core 2.30' },
  ],
};
const drill = (folder: string) => ({ '../../site/old': OLD, '../../site/new': NEW })[folder];
const context = { ...CONTEXT, drill };

test('JUnit: the cases of each cell, and a cell without a drill as an error', async () => {
  const xml = await told(MATRIX_REPORTERS, 'junit', REPORT, context);
  expect(await junitErrors(xml)).toEqual([]);
  expect(junitCases(xml)).toEqual([
    ...['healthy run: pass', 'fail on host-1: pass', 'hang on host-1: error'],
    ...['healthy run: pass', 'fail on host-1: failure', 'hang on host-1: pass'],
    'drill: error',
  ]);
  expect(xml).toContain('unreachable');
});

test('SARIF, annotations: each finding once with its cells, and each cell of which nothing is known', async () => {
  const [{ results, properties }] = validSarif(await told(MATRIX_REPORTERS, 'sarif', REPORT, context)).runs;
  expect(results.map(({ level, message }) => `${level} ${message.text.split('\n')[0]}`)).toEqual([
    expect.stringMatching(/^warning hang on .* has no result: .* \(in ansible 2\.14\)$/),
    'error it was lost (in ansible 2.19)',
    'warning nothing is known of ansible 2.30: there is no ansible-core 2.30',
  ]);
  expect(properties?.cells).toMatchObject([{ trials: [{ words: 'unreachable' }, {}] }, {}, { ansible: '2.30' }]);
  expect((await told(MATRIX_REPORTERS, 'github', REPORT, context)).trimEnd().split('\n')).toHaveLength(3);
  expect(schemaComplaint('matrix', JSON.parse(await told(MATRIX_REPORTERS, 'json', REPORT)))).toBeUndefined();
});

test('a cell whose report is gone is told as that', async () => {
  const xml = await told(MATRIX_REPORTERS, 'junit', REPORT);
  expect(junitCases(xml)).toEqual(['drill: error', 'drill: error', 'drill: error']);
});

test('the page: what differs first, each trial in each cell, and a run for each link', () => {
  const kept = { report: REPORT, drill, run: CONTEXT.run, cwd: '/w' };
  const page = matrixPage(kept);
  expect(page.cells.map(({ name, tone }) => [name, tone])).toEqual([
    ['ansible 2.14', 'good'],
    ['ansible 2.19', 'bad'],
    ['ansible 2.30', 'open'],
  ]);
  expect(
    page.table.rows.map(({ name, differs, cells }) => [name, differs, cells.map((ones) => ones[0]?.outcome)]),
  ).toEqual([
    ['Build <it>: fail', true, ['surfaced', 'swallowed', undefined]],
    ['Build <it>: hang', true, ['missed', 'surfaced', undefined]],
  ]);
  const links = [
    ...page.table.rows.flatMap(({ cells }) => cells.flat().map(({ run }) => run)),
    ...page.differences.flatMap(({ seen }) => seen.map(({ run }) => run)),
    ...page.cells.map(({ run }) => run),
  ].filter((one) => one !== undefined);
  expect(links).toContain('cell-2-baseline');
  const ids = matrixRuns(kept).map(([id]) => id);
  expect(ids).toEqual(page.runs.map(({ id }) => id));
  expect(links.filter((one) => !ids.includes(one))).toEqual([]);
  expect(page.runs.map(({ beside }) => beside).slice(-1)).toEqual(['cell-2-baseline']);
});
