import { Semaphore } from 'async-mutex';
import type { SourcesRead } from '../model/plan.ts';
import type { SourceJob } from '../model/source.ts';
import type { FaultTrial, TrialResult } from '../model/trial.ts';
import { besidesOf } from '../plan/besides.ts';
import { Admission } from './admission.ts';
import { batchBudgetMs, otherWaitsMs, trialBudgetMs } from './budget.ts';
import { RUN_IN_HOSTS } from './means.ts';
import { batchesOf, bindings, type PlannedTrial } from './plan.ts';
import type { PlannedDrill } from './plan-drill.ts';
import type { DrillProgress } from './progress.ts';
import { runBatch } from './run-batch.ts';
import { waitOf } from './trial-wait.ts';

export interface TrialsOrder {
  /** Of the source of the playbook. */
  readonly source: readonly SourceJob[];
  /** Overrides the budget that is derived from the baseline, in ms. */
  readonly trialBudgetMs?: number | undefined;
  /** Hosts at a time, over all runs of the play; a run itself counts as some more. */
  readonly hostsAtATime: number;
  /** Trials that may share a run, each on a host of its own, where the play lets its hosts go their ways alone; 1 = none. */
  readonly batchSize: number;
  /** Stop after the first trial that is a finding. */
  readonly failFast: boolean;
  readonly progress: DrillProgress;
  /** Told of each result as it comes. */
  readonly onResult: (result: TrialResult) => void;
}

export interface Ran {
  readonly trials: readonly TrialResult[];
  /** Those that a signal from outside kept from ending, or from beginning. */
  readonly interrupted: readonly FaultTrial[];
}

/** Runs these trials of a plan. Throws what broke the harness or the machine. */
export async function runTrials(
  order: TrialsOrder,
  { setting, baseline, plan, read }: PlannedDrill,
  planned: readonly PlannedTrial[],
): Promise<Ran> {
  const { progress } = order;
  // A host of an inventory has a name and variables of its own: no other can take its place.
  const alone =
    setting.doubled !== undefined || setting.hostNames.length > 1 || bindings(baseline.run.facts).length > 0;
  const batches = batchesOf(planned, alone ? 1 : order.batchSize);

  const { playbook, cwd, lab } = setting;
  const stop = new AbortController();
  const signal = AbortSignal.any([setting.signal, stop.signal]);
  const room = new Semaphore(order.hostsAtATime);
  const admission = new Admission();
  const done = new Map<string, TrialResult>();
  const tell = (one: PlannedTrial, result: TrialResult) => {
    done.set(one.trial.id, result);
    progress.trialEnded(one.trial, result.outcome);
    order.onResult(result);
    if (order.failFast && isFinding(result)) stop.abort(ENOUGH);
  };
  const runOne = async (batch: readonly PlannedTrial[], id: string): Promise<readonly PlannedTrial[]> => {
    signal.throwIfAborted();
    const budgetMs = budgetOf(order, batch, baseline, setting.speed);
    for (const one of batch) progress.trialStarted(one.trial, waitOf(one, budgetMs, setting.speed));
    const said = await runBatch(
      { ...setting, signal },
      {
        id,
        planned: batch,
        budgetMs,
        admission,
        baseline: baseline.run.facts,
        source: order.source,
        besides: (own: SourcesRead) =>
          plan &&
          besidesOf({ inputs: plan.inputs, known: read, read: own, playbook, cwd, ownFolder: lab.session.folder }),
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
  // This ends: alone a trial is disturbed by nobody, and a job that was quicker than its strike gets half of that time, or none.
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

const ENOUGH = new Error('a trial was a finding, and --fail-fast was given');

function isFinding({ outcome }: TrialResult): boolean {
  return outcome.kind === 'swallowed' || outcome.kind === 'hung' || outcome.kind === 'false-red';
}

function budgetOf(
  order: TrialsOrder,
  batch: readonly PlannedTrial[],
  baseline: PlannedDrill['baseline'],
  speed: number,
): number {
  if (order.trialBudgetMs !== undefined) return order.trialBudgetMs;
  const { wallMs, facts } = baseline.run;
  const others = otherWaitsMs(facts.tasks.values(), speed);
  const each = batch.map(
    ({ job, fault, target }) => trialBudgetMs(wallMs, job, speed) + others + fault.settlesMs(target),
  );
  return batch.length === 1 ? Math.max(...each) : batchBudgetMs(Math.max(...each), batch.length, facts.tasks.size);
}
