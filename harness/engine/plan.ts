import { EXPECTED_REASONS, type FaultName } from '../faults/expected-reasons.ts';
import type { Fault, Target } from '../faults/fault.ts';
import type { Facts } from '../model/facts.ts';
import type { Job } from '../model/job.ts';
import type { FaultTrial } from '../model/trial.ts';
import { targetOf } from './armed-fault.ts';

/** One trial as planned: nothing has run yet. */
export interface PlannedTrial {
  readonly job: Job;
  readonly fault: Fault;
  readonly target: Target;
  readonly trial: FaultTrial;
}

export interface PlanOptions {
  readonly faults: readonly Fault[];
  readonly speed: number;
  readonly slowness: number;
  /** Only jobs for which this is true. */
  wants(job: Job): boolean;
}

/** One trial for each wanted job of the baseline and each fault. */
export function planTrials(baseline: Facts, { faults, speed, slowness, wants }: PlanOptions): readonly PlannedTrial[] {
  return baseline.jobs.flatMap((job, index) =>
    wants(job)
      ? faults.map((fault) => ({
          job,
          fault,
          target: targetOf(job, speed, slowness),
          trial: {
            kind: 'fault' as const,
            id: `${String(index + 1).padStart(2, '0')}-${job.taskName}-${fault.name}`,
            job: job.key,
            taskName: job.taskName,
            fault: fault.name,
          },
        }))
      : [],
  );
}

/**
 * Why hosts can't stand for one another in one run of this play; empty if each goes its way alone. From what the baseline really
 * ran: roles and includes count, whatever they are called.
 */
export function bindings(baseline: Facts): readonly string[] {
  const found = new Set<string>();
  for (const entry of baseline.history) {
    if (entry.kind !== 'event') continue;
    const { event } = entry;
    if (event.type !== 'play-start' && event.type !== 'task-start') continue;
    for (const word of event.bound ?? []) found.add(word);
    if (event.type === 'play-start' && /\[|localhost|127\.0\.0\.1/.test(event.pattern))
      found.add(`hosts: ${event.pattern}`);
  }
  for (const job of baseline.jobs) if (job.on !== job.key.host) found.add('delegate_to');
  return [...found];
}

/**
 * Trials that share a run, each on a host of its own, in the order in which the runs should begin. Those that wait for the same
 * things go together: a run takes as long as its longest. What waits longest begins first, then what costs little for the time
 * that it takes, and what is short fills the gaps at the end.
 */
export function batchesOf(planned: readonly PlannedTrial[], size: number): readonly (readonly PlannedTrial[])[] {
  const alone = planned.filter(({ fault }) => fault.alone).map((one) => [one]);
  const byJob = Map.groupBy(
    planned.filter(({ fault }) => !fault.alone),
    ({ job }) => job,
  );
  const shared = [...byJob.values()].flatMap((trials) => {
    const pieces = Math.ceil(trials.length / size);
    const each = Math.ceil(trials.length / pieces);
    const sorted = trials.toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)) || lengthMs([b]) - lengthMs([a]));
    return Array.from({ length: pieces }, (_, index) => sorted.slice(index * each, (index + 1) * each));
  });
  const [long, short] = [shared.filter((batch) => batch.some(isLong)), shared.filter((batch) => !batch.some(isLong))];
  return [long, alone, short].flatMap(longestFirst);
}

function longestFirst(batches: readonly (readonly PlannedTrial[])[]): readonly (readonly PlannedTrial[])[] {
  return batches.toSorted((a, b) => lengthMs(b) - lengthMs(a));
}

function lengthMs(batch: readonly PlannedTrial[]): number {
  return Math.max(...batch.map(({ fault, target }) => fault.settlesMs(target)));
}

/** Whether even an honest play takes its whole window, or the limit, to notice. */
function isLong({ fault, target }: PlannedTrial): boolean {
  const reasons: readonly string[] = EXPECTED_REASONS[fault.name as FaultName]?.[target.via] ?? [];
  return reasons.includes('retries-exhausted') || reasons.includes('timed-out');
}
