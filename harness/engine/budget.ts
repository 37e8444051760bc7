import { REBOOT_TIMEOUT_S, RETRIES, windowS } from '../model/ansible-core.ts';
import type { TaskStart } from '../model/event.ts';
import type { Job } from '../model/job.ts';

/** One attempt of async_status over SSH on a busy machine. */
const ROUND_TRIP_MS = 3_000;
/** The watcher of an older ansible-core kills up to 10 s late; the play's own start and end come on top. */
const SLACK_MS = 30_000;
/** Whoever waits for a job without asking for it (a pause, a file) is given its limit, but not more than this. */
const UNASKED_MS = 600_000;
/** What one more host costs a task of a shared run, on one core of a busy machine. */
const HOST_TASK_MS = 1_000;
/** How long modules wait by default, in seconds: each one's own documentation. */
const MODULE_WAITS_S: Readonly<Record<string, number>> = {
  wait_for: 300,
  wait_for_connection: 600,
  reboot: REBOOT_TIMEOUT_S,
};

/**
 * How long a trial may take before it counts as hung, in ms: the baseline's time, every window of the struck job's reaps, and its
 * limit where somebody may wait for that, all with room. Derived from what the baseline showed, so that a long playbook gets long
 * trials, and a job that may run for a year gets none of a year.
 */
export function trialBudgetMs(baselineMs: number, job: Job, speed = 1): number {
  const windows = job.reaps.reduce((sum, reap) => {
    const attempts = reap.via === 'keep-alive' ? job.limit / Math.max(1, job.poll) : (reap.retries ?? RETRIES) + 1;
    const waitMs = reap.via === 'keep-alive' ? job.limit * 1000 : windowS(reap.retries, reap.delay) * 1000;
    return sum + waitMs / speed + attempts * ROUND_TRIP_MS;
  }, 0);
  const unasked = Math.min((job.limit * 1000) / speed, UNASKED_MS);
  return Math.ceil(baselineMs * 3 + unasked + windows + SLACK_MS);
}

/** What other tasks of the play may wait for when a job does not come to its end, in ms: loops of `until`, and modules that wait. */
export function otherWaitsMs(tasks: Iterable<TaskStart>, speed = 1): number {
  let waitMs = 0;
  for (const { action, retries, delay } of tasks) {
    // On the host, where no clock is faster.
    waitMs += (MODULE_WAITS_S[action.split('.').at(-1) ?? ''] ?? 0) * 1000;
    if (typeof retries === 'number')
      waitMs += (windowS(retries, typeof delay === 'number' ? delay : undefined) * 1000) / speed;
  }
  return waitMs;
}

/** A shared run does everything once for each host; where it waits, it waits for all at once. */
export function batchBudgetMs(longestMs: number, hosts: number, tasks: number): number {
  return longestMs * 2 + hosts * tasks * HOST_TASK_MS;
}
