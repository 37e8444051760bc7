import { describe, expect, test } from 'vitest';
import type { Baseline } from '../../harness/engine/baseline.ts';
import { drillReport, type ReportOrder, type Results } from '../../harness/engine/drill-report.ts';
import type { TrialSetting } from '../../harness/engine/trial-setting.ts';
import { numbersOf, writtenWeightMs } from '../../harness/engine/weigh.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Target } from '../../harness/faults/fault.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import type { Facts } from '../../harness/model/facts.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { ModuleStub } from '../../harness/model/stub.ts';
import { drillReportOf, trialOf } from './drill-report-of.ts';
import { HistoryBuilder, LAUNCH_PLACE, REAP_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';
import { jobOf as sourceJobOf } from './source-of.ts';

const ORDER: ReportOrder = { source: [], acceptUncovered: false, headroomFactor: 2, startedAt: new Date(0) };
const SETTING = {
  playbook: '/w/site.yml',
  controller: { coreVersion: '2.19.1', watcher: 'new' },
  speed: 3,
  store: { folder: '/w/runs/x' },
} as unknown as TrialSetting;
const GREEN = new HistoryBuilder().launch().collect({ rc: 0 }).end().facts();
/** Of a job of a limit of 10 s that took nearly as long, and whose window is no longer. */
const JOB: BaselineJob = {
  ...{ key: jobOf().key, taskName: 'Start the backup', limit: 10, poll: 0, runtimeS: 9, windowS: 9 },
  ...{ reapPlace: REAP_PLACE, reaped: true },
};
const WELL = trialOf('slow', { kind: 'unharmed', reaped: true });

/** When it began, before the clock did. */
const BEFORE_MS = 1e9;

interface Given {
  readonly order?: Partial<ReportOrder>;
  readonly facts?: Facts;
  readonly status?: 'green' | 'red';
  readonly jobs?: readonly BaselineJob[];
  readonly setting?: Partial<TrialSetting>;
  readonly findings?: readonly Finding[];
  readonly plan?: Plan;
  readonly sampledLoops?: DrillReport['sampledLoops'];
  readonly results?: Partial<Results>;
}

function report(given: Given = {}): DrillReport {
  const { order, facts = GREEN, status = 'green', jobs = [], setting, findings = [], plan, results } = given;
  const result = { status, wallMs: 1, jobs, folder: 'baseline' };
  const baseline = { run: { facts }, result } as unknown as Baseline;
  const planned = {
    baseline,
    setting: { ...SETTING, ...setting },
    findings,
    sampledLoops: given.sampledLoops ?? [],
    plan,
  };
  return drillReport({ ...ORDER, ...order }, planned, { trials: [WELL], interrupted: [], ...results }, -BEFORE_MS);
}
const rules = (given: Given) => report(given).findings.map(({ rule }) => rule);

test('a drill is told with what it was and what it found, and with nothing that there was not', () => {
  const { wallMs, ...told } = report();
  expect(wallMs).toBeGreaterThan(BEFORE_MS);
  const { wallMs: _, ...wanted } = drillReportOf({
    ...{ speed: 3, startedAt: '1970-01-01T00:00:00.000Z', trials: [WELL] },
    baseline: { status: 'green', wallMs: 1, jobs: [], folder: 'baseline' },
    score: { ...drillReportOf().score, unharmed: 1 },
  });
  expect(told).toEqual(wanted);
});

describe('what a drill finds', () => {
  const gaveUp = reapOf({ verdict: 'gave-up', failed: true, attempts: 9 });
  const stub: ModuleStub = {
    ...{ kind: 'module', module: 'cloud.vm', task: undefined, at: undefined, result: {}, changed: true },
    ...{ delayMs: 0, fail: undefined, place: { file: '/stubs.yml', line: 3 } },
  };
  const stubs = { order: { stubsFile: '/stubs.yml' }, setting: { stubs: [stub] } };

  test('in the healthy run: false reds, jobs that its own reboot killed, orphans, calls in vain', () => {
    expect(rules({ facts: factsOf([jobOf({ end: 'running', reaps: [gaveUp] })]) })).toEqual(['false-red']);
    const rebooted = new HistoryBuilder()
      .sighting({ type: 'boot', bootId: 'a', at: 10 })
      .task({ task: 'r', action: 'reboot' }, { at: 2000 })
      .sighting({ type: 'boot', bootId: 'b', at: 2500 });
    expect(rules({ facts: factsOf([jobOf({ end: 'lost' })], rebooted.end()) })).toEqual(['killed-by-reboot']);
    const process = {
      type: 'process',
      pid: 7,
      startTicks: 7,
      jid: 'j1.1',
      role: 'descendant',
      state: 'alive',
    } as const;
    const orphan = new HistoryBuilder().launch().collect({ rc: 0 }).sighting(process).end();
    expect(rules({ facts: orphan.facts() })).toEqual(['orphaned-job']);
    const wall = new HistoryBuilder().launch().collect({ rc: 0 });
    wall.sighting({ type: 'wall', to: '192.0.2.7', protocol: 'tcp', port: 443 });
    expect(rules({ facts: wall.end().facts() })).toEqual(['cut-off']);
  });

  test('in its trials, and on the ground that they stand on', () => {
    const hung = trialOf('hang', { kind: 'hung', budgetMs: 1, lastTask: undefined, place: undefined });
    expect(rules({ results: { trials: [hung] } })).toEqual(['hung-play']);
    const ground = { rule: 'one-host-for-two' } as Finding;
    expect(report({ findings: [ground] }).findings).toEqual([ground]);
  });

  test('numbers that are tight, and stubs that nobody used, where the healthy run was green', () => {
    expect(rules({ jobs: [JOB] })).toEqual(['tight-limit', 'window-below-limit']);
    expect(rules({ jobs: [JOB], order: { headroomFactor: 1.1 } })).toEqual(['window-below-limit']);
    expect(rules({ jobs: [JOB], status: 'red' })).toEqual([]);
    expect(rules(stubs)).toEqual(['stub-unused']);
    expect(rules({ ...stubs, status: 'red' })).toEqual([]);
    const used = { ...WELL, stubs: [0] };
    expect(report({ ...stubs, results: { trials: [used] } })).toMatchObject({
      findings: [],
      stubs: { stubs: [{ runs: 1 }] },
    });
  });

  test('what a job took on a machine that was too busy says nothing of its limit', () => {
    const busy = new HistoryBuilder().launch().collect({ rc: 0 }).sighting({ type: 'load', load: 30, processors: 2 });
    expect(rules({ jobs: [JOB], facts: busy.end().facts() })).toEqual(['window-below-limit']);
  });
});

describe('jobs that no run launched', () => {
  const source = [sourceJobOf({ taskName: 'Other', place: { file: '/play.yml', line: 60 } })];

  test('are listed, and make the verdict unknown unless that is accepted', () => {
    expect(report({ order: { source } })).toMatchObject({
      ...{ notCovered: [{ taskName: 'Other' }], score: { notCovered: 1 }, verdict: 'unknown' },
      uncoveredAccepted: false,
    });
    expect(report({ order: { source, acceptUncovered: true } })).toMatchObject({
      ...{ notCovered: [{ taskName: 'Other' }], verdict: 'pass', uncoveredAccepted: true },
    });
    const launched = [sourceJobOf({ taskName: 'Start the backup', place: LAUNCH_PLACE })];
    expect(report({ order: { source: launched } })).toMatchObject({ notCovered: [], verdict: 'pass' });
  });

  test('count only where they were wanted; after a red run most have not run, and none is counted', () => {
    expect(report({ order: { source, wants: () => false } })).toMatchObject({ notCovered: [], verdict: 'pass' });
    const wants: ReportOrder['wants'] = ({ taskName, key }) => taskName === 'Other' && key.place.line === 60;
    expect(report({ order: { source, wants } }).notCovered).toHaveLength(1);
    expect(report({ order: { source }, status: 'red' }).notCovered).toEqual([]);
  });
});

describe('a drill that has not all of its trials', () => {
  test('is unknown where it was interrupted, or where no part has some', () => {
    const { trial } = WELL;
    expect(report({ results: { interrupted: [trial] } })).toMatchObject({ verdict: 'unknown', interrupted: [trial] });
    const leftOut = { why: 'no-part', trials: [trial] } as const;
    expect(report({ results: { leftOut } })).toMatchObject({ verdict: 'unknown', leftOut });
  });

  test('tells what it was prepared with, and what it reused', () => {
    const prepare = { playbook: 'p', mode: 'snapshot', lost: [], wallMs: 1 } as const;
    const reuse = { by: 'resume' } as NonNullable<Results['reuse']>;
    expect(report({ order: { prepare }, results: { reuse } })).toMatchObject({ prepare, reuse });
    const cast = { doubles: [{ name: 'web', standsFor: ['web'] }], local: [], notDoubled: [] };
    const doubled = { cast, named: ['hosts'], known: 2, frozen: null } as unknown as TrialSetting['doubled'];
    expect(report({ setting: { doubled } }).doubles).toEqual({
      ...{ inventories: ['hosts'], known: 2, hosts: [{ name: 'web', standsFor: ['web'] }] },
      ...{ local: [], notDoubled: [], frozen: false },
    });
  });

  test('tells the loops of which some items stood for the others, and says nothing where each was struck', () => {
    const loop = { taskName: 'Fetch', place: { file: 'site.yml', line: 3 }, host: 'web', items: 9, struck: [0, 4, 8] };
    expect(report({ sampledLoops: [loop] }).sampledLoops).toEqual([loop]);
    expect(report()).not.toHaveProperty('sampledLoops');
  });

  test('has them in the order of its plan, in whatever order they ended', () => {
    const [a, b, c] = ['fail', 'hang', 'slow'].map((fault) => trialOf(fault, { kind: 'unharmed', reaped: true }));
    if (!a || !b || !c) throw new Error('three trials');
    const plan = { trials: [c, a, b].map(({ trial }) => ({ trial })) } as unknown as Plan;
    const faults = (given: Given) => report(given).trials.map(({ trial }) => trial.fault);
    expect(faults({ results: { trials: [a, b, c] }, plan })).toEqual(['slow', 'fail', 'hang']);
    expect(faults({ results: { trials: [a, b, c] } })).toEqual(['fail', 'hang', 'slow']);
    expect(report({ plan }).plan).toBe(plan);
  });
});

describe('compared with an earlier drill', () => {
  const lost = trialOf('fail', { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined });
  const earlier = report({ results: { trials: [lost] } });
  const since = (onlyNew: boolean) => ({ since: { file: 'r.json', report: earlier, onlyNew } });

  test('it says what has changed, and judges as before', () => {
    const now = report({ order: since(false), results: { trials: [lost] } });
    expect(now).toMatchObject({ verdict: 'fail', changes: { since: { file: 'r.json' }, newlyLost: [] } });
    expect(now.changes).not.toHaveProperty('onlyNew');
  });

  test('what was known may stay where only new findings count', () => {
    const now = report({ order: since(true), results: { trials: [lost] } });
    expect(now).toMatchObject({ verdict: 'pass', changes: { onlyNew: true } });
  });
});

describe('what a trial weighs, by what is written alone', () => {
  const target: Target = { via: 'async_status', limitMs: 30_000, intervalMs: 2_000, slowness: 0.7, healthyMs: 500 };
  const weight = (fault: string, over: Partial<Target> = {}, reaps = [reapOf({ retries: 50, delay: 2 })]) => {
    const [one] = faultsNamed([fault]);
    if (!one) throw new Error(fault);
    return writtenWeightMs({
      job: jobOf({ reaps }),
      fault: one,
      target: { ...target, ...over },
      trial: WELL.trial as never,
    });
  };

  test('a run, and where an honest play waits for it the longer of limit and window, up to ten minutes', () => {
    expect(weight('fail')).toBe(10_000);
    expect(weight('kill-runner')).toBe(10_000 + 100_000);
    expect(weight('kill-runner', {}, [reapOf({ retries: 5, delay: 2 })])).toBe(10_000 + 30_000);
    expect(weight('hang', { via: 'keep-alive' })).toBe(10_000 + 30_000);
    expect(weight('kill-runner', { limitMs: 3_600_000 })).toBe(10_000 + 600_000);
  });

  test('what was measured is none of its numbers', () => {
    const numbers = (over: Partial<Target>) => numbersOf({ target: { ...target, ...over } } as never);
    const written = { via: 'async_status', limitMs: 30_000, intervalMs: 2_000, slowness: 0.7 };
    expect(numbers({})).toEqual({ ...written, endless: false });
    expect(numbers({ healthyMs: 900 })).toEqual(numbers({}));
    expect(numbers({ healthyMs: null })).toEqual({ ...written, endless: true });
  });
});
