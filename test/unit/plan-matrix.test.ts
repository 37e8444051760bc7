import { expect, test } from 'vitest';
import { refuseInMatrix } from '../../harness/cli/matrix.ts';
import { axesFrom } from '../../harness/cli/matrix-axes.ts';
import { matrixFormat } from '../../harness/model/format/matrix.ts';
import type { Cell, CellResult, MatrixReport } from '../../harness/model/matrix.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { cellsOf, differencesOf, worstOf } from '../../harness/plan/matrix.ts';
import { MATRIX_REPORTERS } from '../../harness/reporters/matrix/drills.ts';
import type { ReporterName } from '../../harness/reporters/reporter.ts';
import { drilled, MISSED, planOf, result, SURFACED, SWALLOWED } from './plan-kit.ts';
import { projectOf } from './project-of.ts';
import { CONTEXT } from './reporter-kit.ts';

const plan = planOf(['fail', 'hang']);
const crashed = { ...SURFACED, reason: 'crashed' } as const;

function cell(ansible: string, trials: readonly TrialResult[], over: Partial<DrillReport> = {}) {
  return { cell: { ansible }, report: drilled(plan, trials, { folder: `/w/runs/site/${ansible}`, ...over }) };
}

const differences = (...cells: readonly ReturnType<typeof cell>[]) => differencesOf(cells, '/w/runs/site-matrix/1');

test('axes are named on the command line, or in a file', () => {
  const { first } = projectOf({ 'matrix.yml': 'ansible: ["2.14", "2.20"]\nimage: [one]\n' });
  const axes = { ansible: ['2.14', '2.20'], image: ['one'] };
  expect(axesFrom(['ansible=2.14,2.20', 'image=one'])).toEqual(axes);
  expect(axesFrom([first])).toEqual(axes);
  expect(cellsOf({ ansible: ['2.14', '2.19'], image: ['one', 'two'] })).toEqual([
    { ansible: '2.14', image: 'one' },
    { ansible: '2.14', image: 'two' },
    { ansible: '2.19', image: 'one' },
    { ansible: '2.19', image: 'two' },
  ]);
});

test.each<[readonly string[], RegExp]>([
  [['python=3'], /"python=3" is no axis/],
  [['site.yml2'], /neither an axis nor a file/],
  [['ansible='], /names nothing/],
  [['ansible=2.14', 'ansible=2.19'], /ansible is there twice/],
  [['ansible=2.14,2.14'], /ansible=2\.14 is there twice/],
  [['ansible=2.9'], /the oldest that works/],
  [['ansible=new'], /no version/],
])('--matrix %j is refused', (words, message) => {
  expect(() => axesFrom(words)).toThrow(message);
});

test('a file whose versions are numbers is refused: 2.20 would be 2.2', () => {
  const { first } = projectOf({ 'matrix.yml': 'ansible: [2.14, 2.20]\n' });
  expect(() => axesFrom([first])).toThrow(/in quotes/);
});

test('what is of one drill, or is varied, is refused beside it', () => {
  expect(() => refuseInMatrix({ shard: '1/2' }, { ansible: ['2.14'] })).toThrow(/--matrix and --shard/);
  expect(() => refuseInMatrix({ ansible: '2.19' }, { ansible: ['2.14'] })).toThrow(/--matrix and --ansible/);
  expect(() => refuseInMatrix({ ansible: '2.19', repeat: '2' }, { image: ['one'] })).not.toThrow();
});

test('a trial that surfaces in one version and is swallowed in another is a difference, with both histories', () => {
  const found = differences(cell('2.14', [result('fail')]), cell('2.19', [result('fail', SWALLOWED)]));
  expect(found).toMatchObject([
    {
      of: 'trial',
      trial: { fault: 'fail' },
      seen: [
        { cell: { ansible: '2.14' }, words: 'surfaced (failed)', folder: '../../site/2.14/trials/01-fail' },
        { cell: { ansible: '2.19' }, words: 'swallowed (never-reaped)', folder: '../../site/2.19/trials/01-fail' },
      ],
    },
  ]);
});

test('no difference: the same; two reasons of which the fault may lead to either; what nobody knows', () => {
  expect(differences(cell('2.14', [result('fail')]), cell('2.19', [result('fail')]))).toEqual([]);
  const both = [result('hang', SURFACED, { expectedReason: true }), result('hang', crashed, { expectedReason: true })];
  expect(differences(cell('2.14', both.slice(0, 1)), cell('2.19', both.slice(1)))).toEqual([]);
  expect(differences(cell('2.14', [result('fail')]), cell('2.19', [result('fail', MISSED)]))).toEqual([]);
});

test('another reason than the fault leads to, a job that one version does not launch, and a red healthy run are differences', () => {
  const odd = result('hang', crashed, { expectedReason: false });
  expect(differences(cell('2.14', [result('hang')]), cell('2.19', [odd]))).toMatchObject([{ of: 'trial' }]);
  const { baseline } = drilled(plan, []);
  const [without, red] = [
    { baseline: { ...baseline, jobs: [] } },
    { baseline: { ...baseline, status: 'red', jobs: [] } as const },
  ];
  expect(differences(cell('2.14', []), cell('2.19', [], without))).toMatchObject([
    { of: 'job', seen: [{ words: 'launched' }, { words: 'not launched', folder: '../../site/2.19/trials/baseline' }] },
  ]);
  expect(differences(cell('2.14', []), cell('2.19', [], red))).toMatchObject([
    { of: 'healthy-run', seen: [{ words: 'green' }, { words: 'red' }] },
  ]);
});

const score = { surfaced: 1, counted: 1, unharmed: 0, recovered: 0, uncounted: 0, notCovered: 0 };
const passed = (verdict: 'pass' | 'fail' | 'unknown', one: Cell): CellResult => ({
  ...{ cell: one, verdict, coreVersion: '2.19.1', score, wallMs: 1000, folder: '../../site/1' },
});
const lacking: CellResult = { cell: { ansible: '2.30' }, verdict: 'unknown', because: 'there is no ansible-core 2.30' };

test('the verdict is that of the worst cell; one that can’t be had is never a pass', () => {
  expect(worstOf([passed('pass', {}), passed('pass', {})])).toBe('pass');
  expect(worstOf([passed('pass', {}), lacking])).toBe('unknown');
  expect(worstOf([passed('fail', {}), lacking])).toBe('fail');
  expect(worstOf([])).toBe('unknown');
});

test('the report has what differs first, each cell, and why one is lacking', () => {
  const cells = [passed('pass', { ansible: '2.14' }), passed('fail', { ansible: '2.19' }), lacking];
  const report: MatrixReport = {
    ...{
      schema: 'reapcheck/matrix/1',
      playbook: '/w/site.yml',
      startedAt: '',
      wallMs: 1,
      folder: '/w/runs/site-matrix/1',
    },
    axes: { ansible: ['2.14', '2.19', '2.30'] },
    differences: differences(cell('2.14', [result('fail')]), cell('2.19', [result('fail', SWALLOWED)])),
    cells,
    verdict: 'fail',
  };
  const said = (name: ReporterName, of = report) => String(MATRIX_REPORTERS.bundled[name]?.(of, CONTEXT));
  expect(said('terminal')).toMatch(
    /differs between cells: 1\n {2}fail on "Build <it>" of host-1[^\n]*\n {4}ansible 2\.14: surfaced[^\n]*\n {4}ansible 2\.19: swallowed[\s\S]*ansible 2\.30[\s\S]*there is no ansible-core 2\.30[\s\S]*verdict: FAIL/,
  );
  expect(said('markdown')).toMatch(
    /^## FAIL: site\.yml in 3 cells[\s\S]*differs between cells: 1[\s\S]*\*\*unknown\*\*/,
  );
  expect(matrixFormat.safeParse(JSON.parse(said('json'))).error).toBeUndefined();
  expect(said('terminal', { ...report, cells: [lacking] })).toMatch(/nothing can be told/);
});
