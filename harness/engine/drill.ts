import { Semaphore } from 'async-mutex';
import { tooBusy } from '../checks/busy-machine.ts';
import { changesSince, verdictOfChanges } from '../checks/changes.ts';
import { notCovered } from '../checks/coverage.ts';
import { cutOff } from '../checks/cut-off.ts';
import { falseReds } from '../checks/false-red.ts';
import { headroom } from '../checks/headroom.ts';
import { hungPlays } from '../checks/hung-play.ts';
import { orphanedJobs } from '../checks/orphaned-jobs.ts';
import { rebootedJobs } from '../checks/rebooted-job.ts';
import { scoreOf, verdictOf } from '../checks/score.ts';
import { struckFalseReds } from '../checks/struck-false-red.ts';
import { stubsReport, unusedStubs } from '../checks/stubs-used.ts';
import { swallowedFailures } from '../checks/swallowed-failure.ts';
import type { Fault } from '../faults/fault.ts';
import { ReapcheckError } from '../model/error.ts';
import type { StandIn } from '../model/fault.ts';
import type { BaselineJob, DrillReport, PrepareReport } from '../model/report.ts';
import type { SourceJob } from '../model/source.ts';
import type { FaultTrial, TrialResult } from '../model/trial.ts';
import { elapsed } from '../time/clock.ts';
import { Admission } from './admission.ts';
import { type Baseline, runBaseline } from './baseline.ts';
import { groundOf } from './bound-hosts.ts';
import { batchBudgetMs, otherWaitsMs, trialBudgetMs } from './budget.ts';
import { doublesReport } from './doubles.ts';
import { batchesOf, bindings, type PlannedTrial, planTrials } from './plan.ts';
import type { DrillProgress } from './progress.ts';
import { runBatch } from './run-batch.ts';
import type { TrialSetting } from './trial-setting.ts';
import type { WantedJob } from './wanted-jobs.ts';

export interface WantedDrill {
  readonly setting: TrialSetting;
  readonly faults: readonly Fault[];
  /** The async tasks that the source of the playbook has. */
  readonly source: readonly SourceJob[];
  /** Jobs of the source that are never launched are meant to be so: a pass without them is a pass. */
  readonly acceptUncovered: boolean;
  /** Jobs to strike; all without it. */
  readonly wants?: ((job: WantedJob) => boolean) | undefined;
  /** The share of its limit that the healthy job of `slow` takes. */
  readonly slowness: number;
  /** Limits and windows below this multiple of what was seen get a warning. */
  readonly headroomFactor: number;
  readonly baselineBudgetMs: number;
  /** Whether somebody said on how many hosts; else a play that binds its hosts together gets two. */
  readonly hostsChosen: boolean;
  /** Overrides the budget that is derived from the baseline, in ms. */
  readonly trialBudgetMs?: number | undefined;
  /** Hosts at a time, over all runs of the play; a run itself counts as some more. */
  readonly hostsAtATime: number;
  /** Of the setting's stubs. */
  readonly stubsFile?: string | undefined;
  /** Of the hosts that the setting starts. */
  readonly prepare?: PrepareReport | undefined;
  /** Trials that may share a run, each on a host of its own, where the play lets its hosts go their ways alone; 1 = none. */
  readonly batchSize: number;
  /** Stop after the first trial that is a finding. */
  readonly failFast: boolean;
  /** An earlier drill to compare with, and whether only what is new since then counts. */
  readonly since?: { readonly file: string; readonly report: DrillReport; readonly onlyNew: boolean };
  readonly startedAt: Date;
  readonly progress: DrillProgress;
}

/**
 * Baseline, then one trial per job and fault, each on fresh hosts; the report is stored beside the histories. When the signal aborts among the
 * trials, the report tells of those that had ended by then.
 */
export async function drill(order: WantedDrill): Promise<DrillReport> {
  const began = elapsed();
  const { progress, hostsChosen, source, baselineBudgetMs: budgetMs } = order;
  const play = { setting: order.setting, source, budgetMs };
  const first = await runBaseline(play, progress);
  const ground = await groundOf(first, play, hostsChosen, progress);
  const { baseline, setting } = ground;
  const green = baseline.result.status === 'green';
  refuseIdleStandIns(setting.standIns, baseline);
  const findings = [...falseReds(baseline.run.facts), ...rebootedJobs(baseline.run.facts, source)];
  const { trials, interrupted } = green
    ? await runTrials({ ...order, setting }, baseline)
    : { trials: [], interrupted: [] };
  findings.push(
    ...swallowedFailures(trials, baseline.result.jobs, order.source, baseline.run.facts),
    ...hungPlays(trials),
    ...struckFalseReds(trials),
    ...orphanedJobs(baseline.run.facts),
    ...ground.findings,
    ...cutOff(baseline.run.facts),
    // Of a red one, the false reds tell the same numbers.
    ...(green ? headroom(jobsWithRuntimes(baseline), order.headroomFactor) : []),
  );
  const stubs = stubsReport(order.stubsFile, setting.stubs, [baseline.result, ...trials]);
  // After a red baseline most of the play has not run.
  if (stubs && green) findings.push(...unusedStubs(stubs));
  const wanted = order.source.filter(({ taskName, place }) => order.wants?.({ taskName, key: { place } }) ?? true);
  // After a red baseline most of the play has not run.
  const uncovered = green ? notCovered(wanted, baseline.run.facts, trials) : [];
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
    trials,
    findings,
    ...(stubs ? { stubs } : {}),
    ...(order.prepare ? { prepare: order.prepare } : {}),
    ...(setting.doubled ? { doubles: doublesReport(setting.doubled) } : {}),
    notCovered: uncovered,
    uncoveredAccepted: order.acceptUncovered,
    score,
    ...(interrupted.length > 0 ? { interrupted } : {}),
    verdict: verdictOf(score, findings, order.acceptUncovered, interrupted.length),
  };
  const report = order.since ? comparedWith(order.since, found) : found;
  setting.store.write('report.json', `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** On a machine that is too busy, what a job took says nothing. */
function jobsWithRuntimes({ run, result }: Baseline): readonly BaselineJob[] {
  return tooBusy(run.facts) ? result.jobs.map((job) => ({ ...job, runtimeS: undefined })) : result.jobs;
}

function comparedWith({ file, report, onlyNew }: NonNullable<WantedDrill['since']>, found: DrillReport): DrillReport {
  const changes = changesSince(file, report, found);
  if (!onlyNew) return { ...found, changes };
  return { ...found, changes: { ...changes, onlyNew }, verdict: verdictOfChanges(found, changes) };
}

interface Ran {
  readonly trials: readonly TrialResult[];
  /** Those that a signal from outside kept from ending, or from beginning. */
  readonly interrupted: readonly FaultTrial[];
}

async function runTrials(order: WantedDrill, baseline: Baseline): Promise<Ran> {
  const { setting, faults, slowness, progress } = order;
  const wants = order.wants ?? (() => true);
  const planned = planTrials(baseline.run.facts, { faults, speed: setting.speed, slowness, wants });
  if (planned.length === 0) throw noSuchJob(baseline);
  progress.planned(planned.map(({ trial }) => trial));
  // A host of an inventory has a name and variables of its own: no other can take its place.
  const alone =
    setting.doubled !== undefined || setting.hostNames.length > 1 || bindings(baseline.run.facts).length > 0;
  const batches = batchesOf(planned, alone ? 1 : order.batchSize);

  const stop = new AbortController();
  const signal = AbortSignal.any([setting.signal, stop.signal]);
  const room = new Semaphore(order.hostsAtATime);
  const admission = new Admission();
  const done = new Map<string, TrialResult>();
  const tell = (one: PlannedTrial, result: TrialResult) => {
    done.set(one.trial.id, result);
    progress.trialEnded(one.trial, result.outcome);
    if (order.failFast && isFinding(result)) stop.abort(ENOUGH);
  };
  const runOne = async (batch: readonly PlannedTrial[], id: string): Promise<readonly PlannedTrial[]> => {
    signal.throwIfAborted();
    for (const one of batch) progress.trialStarted(one.trial);
    const said = await runBatch(
      { ...setting, signal },
      {
        id,
        planned: batch,
        budgetMs: budgetOf(order, batch, baseline),
        admission,
        baseline: baseline.run.facts,
        source: order.source,
      },
    );
    return said.flatMap((of, index) => {
      if ('again' in of) return of.again;
      const one = batch[index];
      if (one) tell(one, of.result);
      return [];
    });
  };
  const guarded = (batch: readonly PlannedTrial[], id: string) =>
    room
      .runExclusive(
        () => runOne(batch, id),
        Math.min(order.hostsAtATime, batch.length * setting.hostNames.length + RUN_IN_HOSTS),
      )
      .catch((error: unknown) => {
        // One broken run means a broken harness or machine: the others would break likewise.
        stop.abort(error);
        throw error;
      });
  // This ends: alone a trial is disturbed by nobody, and a strike that came too late does so only once.
  const untilTold = async (batch: readonly PlannedTrial[], id: string): Promise<void> => {
    const again = await guarded(batch, id);
    const name = (one: PlannedTrial) => (batch.length > 1 ? one.trial.id : `${one.trial.id}-again`);
    await Promise.all(again.map((one) => untilTold([one], name(one))));
  };
  const runs = await Promise.allSettled(
    batches.map((batch, index) =>
      untilTold(batch, batch.length > 1 ? `shared-${index + 1}` : (batch[0]?.trial.id ?? '')),
    ),
  );
  const trials = planned.flatMap(({ trial }) => done.get(trial.id) ?? []);
  if (setting.signal.aborted)
    return { trials, interrupted: planned.flatMap(({ trial }) => (done.has(trial.id) ? [] : [trial])) };
  if (stop.signal.aborted && stop.signal.reason !== ENOUGH) throw stop.signal.reason;
  const broken = runs.find((run) => run.status === 'rejected' && !stop.signal.aborted);
  if (broken?.status === 'rejected') throw broken.reason;
  return { trials, interrupted: [] };
}

/** What ansible-playbook itself costs the machine, in hosts: many small runs must not be more than few large ones. */
export const RUN_IN_HOSTS = 3;

const ENOUGH = new Error('a trial was a finding, and --fail-fast was given');

function isFinding({ outcome }: TrialResult): boolean {
  return outcome.kind === 'swallowed' || outcome.kind === 'hung' || outcome.kind === 'false-red';
}

function budgetOf(order: WantedDrill, batch: readonly PlannedTrial[], baseline: Baseline): number {
  if (order.trialBudgetMs !== undefined) return order.trialBudgetMs;
  const { wallMs, facts } = baseline.run;
  const { speed } = order.setting;
  const others = otherWaitsMs(facts.tasks.values(), speed);
  const each = batch.map(
    ({ job, fault, target }) => trialBudgetMs(wallMs, job, speed) + others + fault.settlesMs(target),
  );
  return batch.length === 1 ? Math.max(...each) : batchBudgetMs(Math.max(...each), batch.length, facts.tasks.size);
}

/** A stand-in that stands in for nothing was meant for a job by another name. */
function refuseIdleStandIns(standIns: readonly StandIn[], { result, run }: Baseline): void {
  // Of a play that ended early, nobody knows which jobs were still to come.
  if (result.status !== 'green') return;
  const names = new Set(run.facts.jobs.map(({ taskName }) => taskName));
  const idle = standIns.find(({ task }) => task !== undefined && ![...names].some((name) => isNamed(name, task)));
  if (!idle) return;
  throw new ReapcheckError({
    code: 'no-such-job',
    kind: 'usage',
    what: `--stand-in "${idle.task}=…": no async job of this playbook has that name`,
    expected: `one of: ${[...names].join(', ')}`,
    remedy: 'write the whole name of its task, or a duration alone for all jobs',
  });
}

/** By its name, or with the role in front of it, as the driver takes it (`Task.get_name`). */
function isNamed(taskName: string, wanted: string): boolean {
  return taskName === wanted || taskName.endsWith(` : ${wanted}`);
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
