import { describe, expect, test } from 'vitest';
import { changesSince, verdictOfChanges } from '../../harness/checks/changes.ts';
import { ofTrials } from '../../harness/checks/of-trials.ts';
import { jobName, jobNames, trialName } from '../../harness/checks/same-jobs.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { drillReportOf, trialOf } from './drill-report-of.ts';

const SITE = '/w/site.yml';
const OUTCOMES = {
  surfaced: { kind: 'surfaced', reason: 'failed', taskName: 'Wait', place: undefined, delayMs: 1, msg: undefined },
  swallowed: { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined },
  recovered: { kind: 'recovered', taskName: 'Again', place: { file: SITE, line: 9 } },
  hung: { kind: 'hung', budgetMs: 1000, lastTask: undefined, place: undefined },
  unharmed: { kind: 'unharmed', reaped: true },
  'false-red': { kind: 'false-red', reason: 'failed', taskName: 'Wait', place: undefined, msg: undefined },
  missed: { kind: 'missed', missing: 'no receipt' },
  errored: { kind: 'errored', why: 'no recap' },
} as const satisfies Record<Outcome['kind'], Outcome>;
type Kind = Outcome['kind'];

/** A report with one trial of one job for each outcome, on hosts of their own. */
const tried = (...kinds: readonly Kind[]) =>
  drillReportOf({
    trials: kinds.map((kind, index) => {
      const one = trialOf('slow', OUTCOMES[kind]);
      return { ...one, trial: { ...one.trial, job: { ...one.trial.job, host: `host-${index}` } } };
    }),
  });
const compared = (before: DrillReport, now: DrillReport) => changesSince('r.json', before, now);

describe('a trial of before and now', () => {
  const moved = (before: readonly Kind[], now: readonly Kind[]) => {
    const { newlyLost, mended, notKnown } = compared(tried(...before), tried(...now));
    return Object.entries({ newlyLost, mended, notKnown }).flatMap(([what, ones]) => (ones.length > 0 ? [what] : []));
  };
  const LOST: readonly Kind[] = ['swallowed', 'hung', 'false-red'];
  const WELL: readonly Kind[] = ['surfaced', 'unharmed', 'recovered'];
  const UNKNOWN: readonly Kind[] = ['missed', 'errored'];

  test.each(LOST)('%s is lost: newly where it was not before, mended where it is well now', (lost) => {
    for (const one of [...WELL, ...UNKNOWN]) expect(moved([one], [lost])).toEqual(['newlyLost']);
    for (const one of LOST) expect(moved([one], [lost])).toEqual([]);
    for (const one of WELL) expect(moved([lost], [one])).toEqual(['mended']);
    expect(moved([], [lost])).toEqual(['newlyLost']);
  });

  test.each(UNKNOWN)('%s is not known any more where it was, whatever it was', (unknown) => {
    for (const one of [...WELL, ...LOST]) expect(moved([one], [unknown])).toEqual(['notKnown']);
    for (const one of UNKNOWN) expect(moved([one], [unknown])).toEqual([]);
    expect(moved([], [unknown])).toEqual([]);
  });

  test('of several hosts the worst counts: lost before unknown, unknown before well', () => {
    expect(moved(['surfaced'], ['surfaced', 'missed'])).toEqual(['notKnown']);
    expect(moved(['surfaced'], ['missed', 'surfaced'])).toEqual(['notKnown']);
    expect(moved(['surfaced'], ['missed', 'swallowed'])).toEqual(['newlyLost']);
    expect(moved(['surfaced'], ['swallowed', 'missed'])).toEqual(['newlyLost']);
  });

  test('another item, repetition or fault of the job is another trial', () => {
    const one = trialOf('slow', OUTCOMES.swallowed);
    const of = (over: Partial<TrialResult['trial']['job']>, fault = 'slow') =>
      drillReportOf({ trials: [{ ...one, trial: { ...one.trial, fault, job: { ...one.trial.job, ...over } } }] });
    const lost = (now: DrillReport) => compared(of({ item: 1, nth: 11 }), now).newlyLost.length;
    expect(lost(of({ item: 1, nth: 11 }))).toBe(0);
    expect(lost(of({ item: 1, nth: 11, host: 'another' }))).toBe(0);
    const others = [of({ item: 11, nth: 1 }), of({ item: 1, nth: 0 }), of({ item: 1, nth: 11 }, 'fail')];
    expect(others.map(lost)).toEqual([1, 1, 1]);
  });
});

describe('how long jobs take', () => {
  const job = (runtimeS: number | undefined, over: Partial<BaselineJob['key']> = {}): BaselineJob => ({
    ...{ key: { host: 'h', place: { file: SITE, line: 6 }, item: null, nth: 0, ...over }, taskName: 'Build' },
    ...{ limit: 60, poll: 0, runtimeS, windowS: 60, reapPlace: undefined, reaped: true },
  });
  const ran = (...jobs: readonly BaselineJob[]) =>
    drillReportOf({ baseline: { status: 'green', wallMs: 1, jobs, folder: 'b' } });
  const slower = (before: readonly BaselineJob[], now: readonly BaselineJob[]) =>
    compared(ran(...before), ran(...now)).slower.map(({ before: was, now: is }) => [was, is]);

  test.each([
    [10, 15, true],
    [10, 14.9, false],
    [1, 3, true],
    [1, 2.9, false],
    [4, 6, true],
    [4, 5.9, false],
    [0, 2, true],
    [20, 29, false],
  ])('from %d s to %d s: slower is %s, by half as much and by two seconds', (before, now, is) => {
    expect(slower([job(before)], [job(now)])).toEqual(is ? [[before, now]] : []);
  });

  test('of several hosts the slowest counts, in whatever order; items are timed by themselves', () => {
    const hosts = (a: number, b: number) => [job(a, { host: 'a' }), job(b, { host: 'b' })];
    expect(slower(hosts(1, 9), hosts(20, 2))).toEqual([[9, 20]]);
    expect(slower(hosts(9, 1), hosts(2, 20))).toEqual([[9, 20]]);
    expect(slower([job(9, { item: 0 }), job(1, { item: 1 })], [job(9, { item: 0 }), job(8, { item: 1 })])).toEqual([
      [1, 8],
    ]);
  });

  test('a job that was not seen to end is neither slower nor quicker', () => {
    expect(slower([job(undefined)], [job(60)])).toEqual([]);
    expect(slower([job(1)], [job(undefined)])).toEqual([]);
    expect(slower([job(1)], [job(undefined, { host: 'a' }), job(9, { host: 'b' })])).toEqual([[1, 9]]);
  });
});

describe('what else is new', () => {
  const finding = (over: Partial<Finding> = {}): Finding => ({
    ...{ rule: 'false-red', severity: 'error', confidence: 'certain', evidence: [], remedy: '' },
    message: 'gave up 16.0 s after 2 attempts',
    ...over,
  });
  const fresh = (before: readonly Finding[], now: readonly Finding[], trials: readonly TrialResult[] = []) =>
    compared(drillReportOf({ findings: before }), drillReportOf({ findings: now, trials })).newFindings;

  test('an error that was not there before, whatever its numbers are', () => {
    const { rule, message } = finding();
    expect(fresh([], [finding()])).toEqual([{ rule, message }]);
    expect(fresh([finding()], [finding({ message: 'gave up 101.55 s after 12 attempts' })])).toEqual([]);
    expect(fresh([finding()], [finding({ message: 'gave up 1 s after 12 attempts' })])).toEqual([]);
    expect(fresh([finding()], [finding({ message: 'gave up s after attempts' })])).toHaveLength(1);
    expect(fresh([finding()], [finding({ rule: 'killed-by-reboot' })])).toHaveLength(1);
    expect(fresh([], [finding({ severity: 'warning' })])).toEqual([]);
  });

  test('what trials showed is told with the trials; a false red of the healthy run is new beside one of them', () => {
    const trials = [
      trialOf('slow', OUTCOMES['false-red']),
      trialOf('hang', OUTCOMES.hung),
      trialOf('fail', OUTCOMES.swallowed),
    ];
    const theirs = ofTrials(trials, []);
    expect(theirs).toHaveLength(3);
    expect(fresh([], theirs, trials)).toEqual([]);
    expect(fresh([], [...theirs, finding()], trials)).toMatchObject([{ message: finding().message }]);
  });
});

describe('the verdict where what was known may stay', () => {
  const known = tried('swallowed', 'surfaced');
  const verdict = (over: Partial<DrillReport>) => {
    const now = { ...known, verdict: 'fail' as const, ...over };
    return verdictOfChanges(now, compared(known, now));
  };
  const { score } = known;
  const leftOut = { trials: [] };

  test('is a pass only where the drill could tell all', () => {
    expect(verdict({})).toBe('pass');
    expect(verdict({ score: { ...score, uncounted: 1 } })).toBe('unknown');
    expect(verdict({ score: { ...score, notCovered: 1 } })).toBe('unknown');
    expect(verdict({ score: { ...score, notCovered: 1 }, uncoveredAccepted: true })).toBe('pass');
    expect(verdict({ interrupted: known.trials.map(({ trial }) => trial) })).toBe('unknown');
    expect(verdict({ interrupted: [] })).toBe('pass');
    expect(verdict({ leftOut: { ...leftOut, why: 'no-part' } })).toBe('unknown');
    expect(verdict({ leftOut: { ...leftOut, why: 'last-failed', since: '' } })).toBe('pass');
  });

  test('is the drill’s own where that is no fail, or where something is worse', () => {
    expect(verdict({ verdict: 'unknown' })).toBe('unknown');
    const [before, now] = [tried('surfaced'), { ...tried('swallowed'), verdict: 'fail' as const }];
    expect(verdictOfChanges(now, compared(before, now))).toBe('fail');
    const { newFindings: _, ...changes } = compared(known, known);
    const both = { ...changes, newFindings: [{ rule: 'r', message: 'm' }] };
    expect(verdictOfChanges({ ...known, verdict: 'fail' }, both)).toBe('fail');
    const lost = compared(before, now).newlyLost;
    expect(verdictOfChanges({ ...known, verdict: 'fail' }, { ...both, newlyLost: lost })).toBe('fail');
  });
});

describe('jobs are the same by the names of their tasks', () => {
  const trial = trialOf('slow', OUTCOMES.surfaced);
  const at = (line: number, file = SITE) => ({ file, line });
  const lacking = (taskName: string, place: ReturnType<typeof at>) => ({ taskName, place, why: '' });
  const names = (...notCovered: readonly ReturnType<typeof lacking>[]) =>
    jobNames({ baseline: drillReportOf().baseline, trials: [], notCovered });

  test('of several tasks of one name, by their order: of lines, and of files', () => {
    const four = names(
      lacking('A', at(20, '/w/b.yml')),
      lacking('A', at(9)),
      lacking('A', at(6)),
      lacking('A', at(100, '/w/a.yml')),
      lacking('B', at(1)),
    );
    expect(['/w/a.yml', '/w/b.yml'].map((file) => jobName(four, at(file === '/w/a.yml' ? 100 : 20, file)))).toEqual([
      'A|0',
      'A|1',
    ]);
    expect([6, 9, 1].map((line) => jobName(four, at(line)))).toEqual(['A|2', 'A|3', 'B|0']);
  });

  test('a job that stands nowhere in the report is called by its place', () => {
    expect(jobName(names(), at(3))).toBe('/w/site.yml:3');
  });

  test('a trial is named by job, item, repetition, host and fault', () => {
    const { trials } = drillReportOf({ trials: [trial] });
    const all = jobNames({ baseline: drillReportOf().baseline, trials, notCovered: [] });
    expect(trialName(all, { ...trial.trial, job: { ...trial.trial.job, item: 2, nth: 3 } })).toBe(
      'Build <it>|0|2|3|host-1|slow',
    );
  });
});
