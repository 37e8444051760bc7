import type { Outcome } from '../../harness/model/outcome.ts';
import type { Inputs, Plan } from '../../harness/model/plan.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { FaultTrial, TrialResult } from '../../harness/model/trial.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import { drillReportOf, SITE, trialOf } from './drill-report-of.ts';

export const SURFACED: Outcome = {
  kind: 'surfaced',
  reason: 'failed',
  taskName: 'Reap',
  place: { file: SITE, line: 12 },
  delayMs: 10,
  msg: 'rc 1',
};
export const SWALLOWED: Outcome = { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined };
export const MISSED: Outcome = { kind: 'missed', missing: 'no receipt' };

function inputs(over: Partial<Inputs> = {}): Inputs {
  return {
    digest: 'inputs',
    files: [{ path: 'site.yml', sha256: 'aa' }],
    settings: { 'ansible-core': '2.19.1' },
    undigested: [],
    startedIn: '/w',
    ...over,
  };
}

export function result(fault: string, outcome: Outcome = SURFACED, over: Partial<TrialResult> = {}): TrialResult {
  return trialOf(fault, outcome, over);
}

/** One trial of the job at line 6 for each of these faults, with these weights. */
export function planOf(faults: readonly string[], over: Partial<Inputs> = {}, weights: readonly number[] = []): Plan {
  const planned = faults.map((fault, index) => ({
    trial: result(fault).trial,
    on: 'host-1',
    numbers: { limitMs: 10 },
    weightMs: weights[index] ?? 1,
  }));
  return makePlan(inputs(over), planned, { playbook: SITE, cwd: '/w' });
}

export function trialIn(plan: Plan, fault: string): FaultTrial {
  const found = plan.trials.find(({ trial }) => trial.fault === fault);
  if (!found) throw new Error(`no trial of ${fault}`);
  return found.trial;
}

const JOB = {
  key: result('fail').trial.job,
  taskName: 'Build <it>',
  limit: 30,
  poll: 0,
  runtimeS: 1,
  windowS: 40,
  reapPlace: undefined,
  reaped: true,
};

/** A drill of this plan with these results. */
export function drilled(plan: Plan, trials: readonly TrialResult[], over: Partial<DrillReport> = {}): DrillReport {
  const baseline = { status: 'green', wallMs: 2000, jobs: [JOB], folder: 'trials/baseline' } as const;
  return drillReportOf({ baseline, plan, trials, ...over });
}
