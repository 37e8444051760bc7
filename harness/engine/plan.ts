import { appliesOn, type Fault, type Target } from '../faults/fault.ts';
import type { Facts } from '../model/facts.ts';
import { jobKeyId } from '../model/fault.ts';
import { LOCALHOST } from '../model/host.ts';
import type { Job } from '../model/job.ts';
import type { SampledLoop } from '../model/report.ts';
import type { FaultTrial } from '../model/trial.ts';
import { targetOf } from './armed-fault.ts';
import { whyNot } from './not-possible.ts';
import { sampleItems } from './sample-items.ts';

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
  /** Each item of a loop, however many are alike. */
  readonly allItems: boolean;
  /** Only jobs for which this is true. */
  wants(job: Job): boolean;
}

/** What a drill is to strike. */
export interface Trials {
  readonly planned: readonly PlannedTrial[];
  readonly sampledLoops: readonly SampledLoop[];
}

/** One trial for each wanted job of the baseline, or one that stands for it, and each fault that applies to it. */
export function planTrials(
  baseline: Pick<Facts, 'jobs' | 'sightings'>,
  { faults, speed, slowness, allItems, wants }: PlanOptions,
): Trials {
  const { jobs } = baseline;
  const numbers = new Map(jobs.map((job, index) => [job, index + 1]));
  const known = new Set<string>();
  const wanted = jobs.filter((job) => {
    // Another attempt of a launch that is retried has the name of the first, which is the one that is struck.
    const again = known.has(jobKeyId(job.key));
    known.add(jobKeyId(job.key));
    return !again && wants(job);
  });
  const sampled = allItems ? { jobs: wanted, loops: [] } : sampleItems(wanted, likeness);
  const planned = sampled.jobs.flatMap((job) =>
    faults
      .filter((fault) => appliesOn(fault, job.on) && whyNot(baseline, fault, job.on) === undefined)
      .map((fault) => ({
        job,
        fault,
        target: targetOf(job, speed, slowness),
        trial: {
          kind: 'fault' as const,
          id: `${String(numbers.get(job)).padStart(2, '0')}-${job.taskName}-${fault.name}`,
          job: job.key,
          taskName: job.taskName,
          fault: fault.name,
        },
      })),
  );
  return { planned, sampledLoops: sampled.loops };
}

/** What jobs of one loop have in common where one may stand for another: where they run, their numbers, and who reaps them, how. */
function likeness({ on, limit, poll, reaps }: Job): unknown {
  return [on, limit, poll, reaps.map(({ via, place, verdict, until }) => [via, place, verdict, until])];
}

/**
 * Why hosts can't stand for one another in one run of this play; empty if each goes its way alone. From what the baseline really
 * ran: roles and includes count, whatever they are called.
 */
export function bindings(baseline: Facts): readonly string[] {
  const found = new Set<string>();
  for (const { bound, pattern } of baseline.events('play-start')) {
    for (const word of bound ?? []) found.add(word);
    if (/\[|localhost|127\.0\.0\.1/.test(pattern)) found.add(`hosts: ${pattern}`);
  }
  for (const { bound } of baseline.events('task-start')) for (const word of bound ?? []) found.add(word);
  for (const job of baseline.jobs) {
    if (job.on !== job.key.host) found.add('delegate_to');
    if (job.on === LOCALHOST) found.add(LOCALHOST);
  }
  return [...found];
}

/**
 * Trials that share a run, each on a host of its own, in the order in which the runs should begin. Those that wait for the same
 * things go together: a run takes as long as its longest. What waits longest begins first, and what is short fills the gaps at
 * the end.
 */
export function batchesOf(planned: readonly PlannedTrial[], size: number): readonly (readonly PlannedTrial[])[] {
  const byJob = Map.groupBy(planned, ({ job }) => job);
  const batches = [...byJob.values()].flatMap((trials) => {
    const pieces = Math.ceil(trials.length / size);
    const each = Math.ceil(trials.length / pieces);
    const sorted = trials.toSorted(longestFirst);
    return Array.from({ length: pieces }, (_, index) => sorted.slice(index * each, (index + 1) * each));
  });
  return batches.toSorted(([a], [b]) => (a && b ? longestFirst(a, b) : 0));
}

function longestFirst(a: PlannedTrial, b: PlannedTrial): number {
  return patience(b) - patience(a) || b.fault.settlesMs(b.target) - a.fault.settlesMs(a.target);
}

/**
 * How long an honest play takes to notice, in steps: as long as it waits at all, as long as that or the limit, perhaps so long, or
 * not much longer than the fault takes.
 */
export function patience({ fault, target }: PlannedTrial): number {
  const reasons: readonly string[] = fault.reasons[target.via];
  const late = reasons.filter((reason) => reason === 'retries-exhausted' || reason === 'timed-out');
  if (late.length === 0) return 0;
  if (late.length < reasons.length) return 1;
  return late.length === 1 ? 3 : 2;
}
