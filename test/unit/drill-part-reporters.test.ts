import { expect, test } from 'vitest';
import type { DrillReport } from '../../harness/model/report.ts';
import { DRILL_REPORTERS } from '../../harness/reporters/drill/catalogue.ts';
import { drillPage } from '../../harness/reporters/html/drill-page.ts';
import { type Told, wholeOf } from '../../harness/reporters/pieces.ts';
import type { ReporterName } from '../../harness/reporters/reporter.ts';
import { drilled, planOf, result, SURFACED, trialIn } from './plan-kit.ts';
import { CONTEXT } from './reporter-kit.ts';

const say = (name: ReporterName, report: DrillReport) =>
  wholeOf(DRILL_REPORTERS.bundled[name]?.(report, CONTEXT) as Told);
const page = (report: DrillReport) => drillPage({ report, run: CONTEXT.run, earlier: [], cwd: '/w' });

const plan = planOf(['fail', 'hang']);
const [FAIL, HANG] = [result('fail'), trialIn(plan, 'hang')];
const SHARD = drilled(plan, [FAIL], { leftOut: { why: 'shard', shard: { index: 1, count: 2 }, trials: [HANG] } });
const FAILED = drilled(plan, [FAIL], {
  leftOut: { why: 'last-failed', since: '2025-12-31T00:00:00.000Z', trials: [HANG] },
});
const LACKING = drilled(plan, [FAIL], { verdict: 'unknown', leftOut: { why: 'no-part', trials: [HANG] } });

test('a partial drill is never a plain pass', () => {
  expect(say('terminal', SHARD)).toMatch(/verdict: PASS, of part 1\/2/);
  expect(say('terminal', FAILED)).toMatch(/verdict: PASS, of what had failed before/);
  for (const report of [SHARD, FAILED]) {
    expect(say('terminal', report)).toMatch(/left out: 1 trial/);
    expect(say('markdown', report)).toMatch(/^## PASS, of /);
    expect(say('junit', report)).toMatch(/name="hang on host-1"[^>]*>\s*<skipped\/>/);
    expect(say('sarif', report)).toMatch(/"ruleId": "left-out"[\s\S]*"level": "note"/);
    expect(say('github', report)).toMatch(/^::notice [^\n]*left out: 1 trial/m);
    expect(page(report).says).toMatch(/Left out: 1 trial/);
    expect(page(report).matrix.rows[0]?.cells[1]).toMatchObject([{ outcome: 'left-out', tone: 'quiet' }]);
  }
});

test('what no part has is unknown in each of them, and named', () => {
  expect(say('terminal', LACKING)).toMatch(
    /no part has[\s\S]*hang on "Build <it>"[\s\S]*verdict: UNKNOWN, as 1 trial is in no part/,
  );
  expect(say('junit', LACKING)).toMatch(/name="hang on host-1"[^>]*>\s*<error message="no part has it"/);
  expect(say('sarif', LACKING)).toMatch(/"ruleId": "no-result"/);
  expect(say('github', LACKING)).toMatch(/::warning [^\n]*hang on [^\n]*is in no part/);
  expect(say('markdown', LACKING)).toMatch(/UNKNOWN, as 1 trial is in no part/);
  expect(page(LACKING).matrix.rows[0]?.cells[1]).toMatchObject([{ outcome: 'left-out', tone: 'open' }]);
  expect(page(LACKING).next.some(({ text }) => text.includes('1 trial in no part'))).toBe(true);
});

test('what was taken, and what was run several times, says so', () => {
  const taken = { startedAt: '2025-12-31T10:20:00.000Z', by: 'incremental' } as const;
  const repetitions = [1, 2].map((n) => ({ outcome: SURFACED, folder: `trials/${n}` }));
  const reuse = {
    by: 'incremental',
    startedAt: taken.startedAt,
    file: 'r.json',
    because: ['site.yml has changed'],
  } as const;
  const report = drilled(plan, [result('fail', SURFACED, { taken }), result('hang', SURFACED, { repetitions })], {
    reuse,
  });
  const words = /taken from the drill of 2025-12-31 10:20[\s\S]*the same in 2 runs/;
  for (const name of ['terminal', 'markdown', 'junit'] as const)
    expect(say(name, report).replaceAll('\\', '')).toMatch(words);
  expect(
    page(report)
      .runs.map((one) => one.words)
      .join('\n'),
  ).toMatch(words);
  expect(say('terminal', report)).toMatch(/incremental: 1 of 2 trials taken[\s\S]*not the same: site\.yml has changed/);
  expect(page(report).says).toMatch(/Incremental: 1 of 2 trials/);
});
