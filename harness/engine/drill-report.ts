import { tooBusy } from '../checks/busy-machine.ts';
import { changesSince, verdictOfChanges } from '../checks/changes.ts';
import { notCovered } from '../checks/coverage.ts';
import { cutOff } from '../checks/cut-off.ts';
import { falseReds } from '../checks/false-red.ts';
import { headroom } from '../checks/headroom.ts';
import { ofTrials } from '../checks/of-trials.ts';
import { orphanedJobs } from '../checks/orphaned-jobs.ts';
import { rebootedJobs } from '../checks/rebooted-job.ts';
import { scoreOf, verdictOf } from '../checks/score.ts';
import { stubsReport, unusedStubs } from '../checks/stubs-used.ts';
import type { BaselineJob } from '../model/baseline.ts';
import type { LeftOut, Plan, Reuse } from '../model/plan.ts';
import type { DrillReport, PrepareReport } from '../model/report.ts';
import type { EarlierReport } from '../model/since.ts';
import type { FaultTrial, TrialResult } from '../model/trial.ts';
import { elapsed } from '../time/clock.ts';
import type { Baseline } from './baseline.ts';
import { doublesReport } from './doubles.ts';
import type { PlannedDrill, PlanOrder } from './plan-drill.ts';

/** How a drill is reported. */
export interface ReportOrder extends Pick<PlanOrder, 'source' | 'wants' | 'startedAt'> {
  /** Jobs of the source that are never launched are meant to be so: a pass without them is a pass. */
  readonly acceptUncovered: boolean;
  /** Limits and windows below this multiple of what was seen get a warning. */
  readonly headroomFactor: number;
  /** Of the setting's stubs. */
  readonly stubsFile?: string | undefined;
  /** Of the hosts that the setting starts. */
  readonly prepare?: PrepareReport | undefined;
  /** An earlier drill to compare with, and whether only what is new since then counts. */
  readonly since?: EarlierReport<DrillReport> | undefined;
}

/** What became of the trials. */
export interface Results {
  readonly trials: readonly TrialResult[];
  /** Planned, to be run, and without a result. */
  readonly interrupted: readonly FaultTrial[];
  readonly leftOut?: LeftOut | undefined;
  readonly reuse?: Reuse | undefined;
}

/** The report of a drill by what is known so far. `began`: by our own clock. */
export function drillReport(
  order: ReportOrder,
  { baseline, setting, findings: ofGround, sampledLoops, plan }: Omit<PlannedDrill, 'planned' | 'read'>,
  { trials, interrupted, leftOut, reuse }: Results,
  began: number,
): DrillReport {
  const { source, acceptUncovered } = order;
  const { facts } = baseline.run;
  const green = baseline.result.status === 'green';
  const stubs = stubsReport(order.stubsFile, setting.stubs, [baseline.result, ...trials]);
  const findings = [
    ...falseReds(facts),
    ...rebootedJobs(facts, source),
    ...ofTrials(trials, baseline.result.jobs, source, facts),
    ...orphanedJobs(facts),
    ...ofGround,
    ...cutOff(facts),
    // Of a red one, the false reds tell the same numbers.
    ...(green ? headroom(jobsWithRuntimes(baseline), order.headroomFactor) : []),
    // After a red baseline most of the play has not run.
    ...(stubs && green ? unusedStubs(stubs) : []),
  ];
  const wanted = source.filter(({ taskName, place }) => order.wants?.({ taskName, key: { place } }) ?? true);
  const uncovered = green ? notCovered(wanted, facts, trials) : [];
  const score = scoreOf(trials, uncovered);
  const found: DrillReport = {
    schema: 'reapcheck/drill/3',
    playbook: setting.playbook,
    coreVersion: setting.controller.coreVersion,
    watcher: setting.controller.watcher,
    speed: setting.speed,
    startedAt: order.startedAt.toISOString(),
    wallMs: Math.round(elapsed() - began),
    folder: setting.store.folder,
    baseline: baseline.result,
    trials: plan ? inOrder(trials, plan) : trials,
    findings,
    ...(stubs ? { stubs } : {}),
    ...(order.prepare ? { prepare: order.prepare } : {}),
    ...(setting.doubled ? { doubles: doublesReport(setting.doubled) } : {}),
    ...(sampledLoops.length > 0 ? { sampledLoops } : {}),
    notCovered: uncovered,
    uncoveredAccepted: acceptUncovered,
    score,
    ...(plan ? { plan } : {}),
    ...(interrupted.length > 0 ? { interrupted } : {}),
    ...(leftOut ? { leftOut } : {}),
    ...(reuse ? { reuse } : {}),
    verdict: verdictOf(score, findings, acceptUncovered, { notEnded: interrupted.length, leftOut }),
  };
  return order.since ? comparedWith(order.since, found) : found;
}

function inOrder(trials: readonly TrialResult[], plan: Plan): readonly TrialResult[] {
  const order = new Map(plan.trials.map(({ trial }, index) => [trial.id, index]));
  return trials.toSorted((a, b) => (order.get(a.trial.id) ?? 0) - (order.get(b.trial.id) ?? 0));
}

/** On a machine that is too busy, what a job took says nothing. */
function jobsWithRuntimes({ run, result }: Baseline): readonly BaselineJob[] {
  return tooBusy(run.facts) ? result.jobs.map((job) => ({ ...job, runtimeS: undefined })) : result.jobs;
}

function comparedWith({ file, report, onlyNew }: NonNullable<ReportOrder['since']>, found: DrillReport): DrillReport {
  const changes = changesSince(file, report, found);
  if (!onlyNew) return { ...found, changes };
  return { ...found, changes: { ...changes, onlyNew }, verdict: verdictOfChanges(found, changes) };
}
