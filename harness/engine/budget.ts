import { RETRIES, windowS } from '../model/ansible-core.ts';
import type { Job } from '../model/job.ts';

/** One attempt of async_status over SSH on a busy machine. */
const ROUND_TRIP_MS = 3_000;
/** The watcher of an older ansible-core kills up to 10 s late; the play's own start and end come on top. */
const SLACK_MS = 30_000;
/** What one more host costs a task of a shared run, on one core of a busy machine. */
const HOST_TASK_MS = 1_000;

/**
 * How long a trial may take before it counts as hung, in ms: the baseline's time, the struck job's limit, and every window of
 * its reaps, all with room. Derived from what the baseline showed, so that a long playbook gets long trials.
 */
export function trialBudgetMs(baselineMs: number, job: Job, speed = 1): number {
  const windows = job.reaps.reduce((sum, reap) => {
    const attempts = reap.via === 'keep-alive' ? job.limit / Math.max(1, job.poll) : (reap.retries ?? RETRIES) + 1;
    const waitMs = reap.via === 'keep-alive' ? job.limit * 1000 : windowS(reap.retries, reap.delay) * 1000;
    return sum + waitMs / speed + attempts * ROUND_TRIP_MS;
  }, 0);
  return Math.ceil(baselineMs * 3 + (job.limit * 1000) / speed + windows + SLACK_MS);
}

/** A shared run does everything once for each host; where it waits, it waits for all at once. */
export function batchBudgetMs(longestMs: number, hosts: number, tasks: number): number {
  return longestMs * 2 + hosts * tasks * HOST_TASK_MS;
}
