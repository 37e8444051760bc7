import { jobNames, trialName } from '../checks/same-jobs.ts';
import type { Fault } from '../faults/fault.ts';
import type { BaselineResult } from '../model/baseline.ts';
import { ReapcheckError } from '../model/error.ts';
import type { StandIn } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import type { Plan, SourcesRead, StoredPlan } from '../model/plan.ts';
import type { DrillReport, SampledLoop } from '../model/report.ts';
import type { SourceJob } from '../model/source.ts';
import { makePlan } from '../plan/make-plan.ts';
import { type Baseline, runBaseline } from './baseline.ts';
import { groundOf } from './bound-hosts.ts';
import { refuseIdleStandIns } from './idle-stand-ins.ts';
import { inputsIn } from './inputs-in.ts';
import { noneIsPossible, notPossible, notPossibleFindings } from './not-possible.ts';
import { type PlannedTrial, planTrials } from './plan.ts';
import type { DrillProgress } from './progress.ts';
import type { TrialSetting } from './trial-setting.ts';
import type { WantedJob } from './wanted-jobs.ts';
import { numbersOf, writtenWeightMs } from './weigh.ts';

/** What a plan is made from. */
export interface PlanOrder {
  readonly setting: TrialSetting;
  readonly faults: readonly Fault[];
  /** The async tasks that the source of the playbook has. */
  readonly source: readonly SourceJob[];
  /** Files with plays of it. */
  readonly playFiles: readonly string[];
  /** Jobs to strike; all without it. */
  readonly wants?: ((job: WantedJob) => boolean) | undefined;
  /** Each item of a loop, however many are alike. */
  readonly allItems?: boolean | undefined;
  /** The share of its limit that the healthy job of `slow` takes. */
  readonly slowness: number;
  readonly baselineBudgetMs: number;
  /** Whether somebody said on how many hosts; else a play that binds its hosts together gets two. */
  readonly hostsChosen: boolean;
  /** Overrides the budget that is derived from the baseline, in ms. */
  readonly trialBudgetMs?: number | undefined;
  /** What the prepare of its hosts was made of. */
  readonly prepareRead?: SourcesRead | undefined;
  /** What a login on the hosts sees. */
  readonly look?: string | undefined;
  readonly startedAt: Date;
  readonly progress: DrillProgress;
}

/** A drill whose healthy run is over. */
export interface PlannedDrill {
  readonly baseline: Baseline;
  readonly setting: TrialSetting;
  readonly findings: readonly Finding[];
  /** None, and no plan, where the healthy run is red. */
  readonly planned: readonly PlannedTrial[];
  readonly sampledLoops: readonly SampledLoop[];
  readonly plan: Plan | undefined;
  /** What the inputs were made of. */
  readonly read: readonly SourcesRead[];
}

/** Runs the play healthy, and plans the trials. Throws usage errors for what gives nothing to drill, or nothing that was asked for. */
export async function planDrill(order: PlanOrder): Promise<PlannedDrill> {
  const { progress, hostsChosen, source, faults, slowness, baselineBudgetMs: budgetMs } = order;
  const play = { setting: order.setting, source, budgetMs };
  const first = await runBaseline(play, progress);
  const { baseline, setting, findings: ofGround } = await groundOf(first, play, hostsChosen, progress);
  refuseIdle(setting.standIns, baseline);
  const read = [first.run.read, baseline.run.read, ...(order.prepareRead ? [order.prepareRead] : [])];
  const red = { baseline, setting, findings: ofGround, planned: [], sampledLoops: [], plan: undefined, read };
  if (baseline.result.status !== 'green') return red;
  const { wants = () => true, allItems = false } = order;
  const asked = { faults, speed: setting.speed, slowness, allItems, wants };
  const { facts } = baseline.run;
  const { planned, sampledLoops } = planTrials(facts, asked);
  const left = notPossible(facts, faults);
  if (planned.length === 0) throw left.length > 0 ? noneIsPossible(left) : noSuchJob(baseline);
  const { playbook, cwd } = setting;
  const plan = makePlan(
    await inputsOfDrill({ ...order, setting }, read),
    planned.map((one) => ({
      trial: one.trial,
      on: one.job.on,
      numbers: numbersOf(one),
      weightMs: writtenWeightMs(one),
    })),
    { playbook, cwd },
  );
  const findings = [...ofGround, ...notPossibleFindings(left)];
  return { baseline, setting, findings, planned, sampledLoops, plan, read };
}

function inputsOfDrill(order: PlanOrder, read: readonly SourcesRead[]) {
  const { setting, playFiles, slowness, trialBudgetMs: timeout, look } = order;
  const { playbook, args, speed, standIns } = setting;
  return inputsIn(setting, {
    ...{ playbook, playFiles, args, read },
    more: { look, speed, slowness, 'stand-ins': standIns, timeout },
  });
}

/** The plan, with weights from what is known by now: how long the healthy run took, and the trials of an earlier drill. */
export function storedPlan(
  order: PlanOrder,
  { plan, planned, baseline }: PlannedDrill & { readonly plan: Plan },
  earlier?: DrillReport,
): StoredPlan {
  const { setting, startedAt } = order;
  const took = durations(earlier);
  const names = namesOf(baseline.result);
  const weightMs = (one: PlannedTrial) =>
    took.get(trialName(names, one.trial)) ?? writtenWeightMs(one, baseline.run.wallMs);
  return {
    schema: 'reapcheck/plan/1',
    playbook: setting.playbook,
    coreVersion: setting.controller.coreVersion,
    startedAt: startedAt.toISOString(),
    baseline: baseline.result,
    plan: {
      ...plan,
      trials: plan.trials.map((one, index) => ({
        ...one,
        weightMs: Math.round(weightMs(planned[index] as PlannedTrial)),
      })),
    },
  };
}

function durations(earlier: DrillReport | undefined): ReadonlyMap<string, number> {
  if (!earlier) return new Map();
  const names = jobNames(earlier);
  return new Map(earlier.trials.map(({ trial, wallMs }) => [trialName(names, trial), wallMs]));
}

function namesOf(baseline: BaselineResult) {
  return jobNames({ baseline, trials: [], notCovered: [] });
}

/** Of a play that ended early, nobody knows which jobs were still to come. */
function refuseIdle(standIns: readonly StandIn[], { result, run }: Baseline): void {
  if (result.status === 'green') refuseIdleStandIns(standIns, [...new Set(run.facts.jobs.map((job) => job.taskName))]);
}

function noSuchJob(baseline: Baseline): ReapcheckError {
  return new ReapcheckError({
    code: 'no-such-job',
    kind: 'usage',
    what: 'no job of this playbook is one of those that --jobs names',
    expected: `some of: ${[...new Set(baseline.result.jobs.map(({ taskName }) => taskName))].join(', ')}`,
    remedy: 'give a part of the task’s name, or its file:line',
  });
}
