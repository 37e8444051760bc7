import { describe, expect, test } from 'vitest';
import { runChangesSince, verdictOfRunChanges } from '../../harness/checks/run-changes.ts';
import type { RunReport, ScenarioResult, StepResult } from '../../harness/model/run-report.ts';
import { PLACE, report, scenario, step } from './run-report-of.ts';

type Seen = 'met' | 'unmet' | 'unknown';
const VERDICTS = { met: 'pass', unmet: 'fail', unknown: 'unknown' } as const;

/** A step with one expectation. */
function at(seen: Seen, over: Partial<StepResult> = {}): StepResult {
  const checks = step().checks.slice(0, 1);
  return step({ verdict: VERDICTS[seen], checks: checks.map((one) => ({ ...one, is: seen })), ...over });
}

function twin(wrongly: readonly StepResult['checks'][number]['kind'][], over: Partial<StepResult> = {}): StepResult {
  const verdict = wrongly.length > 0 ? 'fail' : 'pass';
  return step({ verdict, checks: at('unmet').checks, twin: { unmet: ['took'], wrongly }, ...over });
}

/** A run of one scenario, `a`. */
function ran(...steps: readonly StepResult[]): RunReport {
  const verdict = steps.some((one) => one.verdict === 'fail') ? 'fail' : (steps[0]?.verdict ?? 'pass');
  return { ...report([scenario('a', verdict, { steps })]), verdict };
}

const since = (was: RunReport, is: RunReport) => runChangesSince('old.json', was, is);
const newly = (was: RunReport, is: RunReport) => since(was, is).newlyUnmet.map(({ expected }) => expected);
const mended = (was: RunReport, is: RunReport) => since(was, is).mended.map(({ expected }) => expected);

test('since which run', () => {
  expect(since(ran(), ran()).since).toEqual({
    ...{ startedAt: '2026-01-01T00:00:00.000Z', coreVersion: '2.19.1', file: 'old.json' },
  });
});

describe('newly unmet', () => {
  test('is what is unmet now and was not, with what was seen and where it is written', () => {
    expect(since(ran(at('met')), ran(at('unmet'))).newlyUnmet).toEqual([
      {
        ...{ scenario: 'reboots/a', step: 'play', expected: 'the play ends green', seen: 'it ended red' },
        place: { ...PLACE, line: 5, column: 9 },
      },
    ]);
    expect(newly(ran(at('unknown')), ran(at('unmet')))).toEqual(['the play ends green']);
  });
  test('is not what was unmet, nor what nobody knows', () => {
    expect(newly(ran(at('unmet')), ran(at('unmet')))).toEqual([]);
    expect(newly(ran(at('met')), ran(at('unknown')))).toEqual([]);
  });
  test('is in another step what is met in this one', () => {
    const both = (first: Seen, then: Seen) => ran(at(first), at(then, { name: 'again' }));
    expect(since(both('unmet', 'met'), both('unmet', 'unmet')).newlyUnmet).toMatchObject([{ step: 'again' }]);
  });
  test('is nothing where the fault did not strike, whatever is unmet', () => {
    expect(newly(ran(at('met')), ran(at('unmet', { verdict: 'unknown' })))).toEqual([]);
  });
  test('is the worst of several under one name', () => {
    expect(newly(ran(at('met')), ran(at('unmet'), at('met')))).toEqual(['the play ends green']);
    expect(newly(ran(at('met')), ran(at('met'), at('unmet')))).toEqual(['the play ends green']);
  });
  test('without a place of its own, it stands where the scenario does', () => {
    const [check] = at('unmet').checks;
    const bare = at('unmet', { checks: [{ ...(check as StepResult['checks'][number]), place: undefined }] });
    expect(since(ran(), ran(bare)).newlyUnmet[0]?.place).toEqual(PLACE);
  });
});

describe('mended', () => {
  test('is what was unmet and is met now', () => {
    expect(mended(ran(at('unmet')), ran(at('met')))).toEqual(['the play ends green']);
  });
  test('is not what nobody knows now, what is gone, or what was met before', () => {
    expect(mended(ran(at('unmet')), ran(at('unknown')))).toEqual([]);
    expect(mended(ran(at('unmet')), ran())).toEqual([]);
    expect(mended(ran(at('met')), ran(at('met')))).toEqual([]);
  });
});

describe('a bad twin', () => {
  const expected = 'a bad twin does not meet "took"';
  test('is newly bad where it meets what it must not, and mended where it no longer does', () => {
    expect(since(ran(twin([])), ran(twin(['took']))).newlyUnmet).toMatchObject([
      { expected, seen: 'it met it', place: PLACE },
    ]);
    expect(since(ran(twin(['took'])), ran(twin([]))).mended).toMatchObject([{ expected, seen: 'it did not' }]);
  });
  test('is not judged by its own expectations', () => {
    expect(newly(ran(), ran(twin([])))).toEqual([]);
  });
});

describe('scenarios', () => {
  const one = (verdict: ScenarioResult['verdict']) => report([scenario('a', verdict)]);
  const named = [{ scenario: 'reboots/a', place: PLACE }];
  test('came and went', () => {
    expect(since(one('pass'), report([scenario('z', 'pass')]))).toMatchObject({
      came: [{ scenario: 'reboots/z', place: PLACE }],
      went: named,
    });
    expect(since(one('pass'), one('fail'))).toMatchObject({ came: [], went: [] });
  });
  test('that had a result and have none now', () => {
    expect(since(one('pass'), one('unknown')).notKnown).toEqual(named);
    expect(since(one('fail'), one('skipped')).notKnown).toEqual(named);
    expect(since(one('skipped'), one('unknown')).notKnown).toEqual([]);
    expect(since(one('pass'), one('fail')).notKnown).toEqual([]);
    expect(since(report([]), one('unknown')).notKnown).toEqual([]);
  });
});

describe('the verdict of what is new', () => {
  const verdict = (was: RunReport, is: RunReport) => verdictOfRunChanges(is, since(was, is));
  test('is a pass where all that is unmet was known', () => {
    expect(verdict(ran(at('unmet')), ran(at('unmet')))).toBe('pass');
    expect(verdict(ran(twin(['took'])), ran(twin(['took'])))).toBe('pass');
  });
  test('is a fail where something is newly unmet', () => {
    expect(verdict(ran(at('met')), ran(at('unmet')))).toBe('fail');
  });
  test('is no pass for what nobody knows: a scenario, a step, an expectation', () => {
    const known = at('unmet');
    const other = (over: Partial<ScenarioResult>) => ({
      ...report([scenario('a', 'fail', { steps: [known] }), scenario('b', 'unknown', over)]),
    });
    expect(verdict(ran(known), other({}))).toBe('unknown');
    expect(verdict(ran(known), ran(known, at('met', { name: 'later', verdict: 'unknown' })))).toBe('unknown');
    const half = [...known.checks, ...at('unknown').checks];
    expect(verdict(ran(known), ran({ ...known, checks: half }))).toBe('unknown');
  });
  test('does not ask what a bad twin leaves open of its own expectations', () => {
    const unsure = twin(['took'], { checks: at('unknown').checks });
    expect(verdict(ran(unsure), ran(unsure))).toBe('pass');
  });
  test('is what it was where nothing failed', () => {
    expect(verdict(ran(at('met')), ran(at('unknown')))).toBe('unknown');
    expect(verdict(ran(at('met')), ran(at('met')))).toBe('pass');
    expect(verdict(ran(at('met')), { ...ran(at('met')), verdict: 'unknown' })).toBe('unknown');
  });
});
