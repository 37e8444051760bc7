import { windowS } from '../model/ansible-core.ts';
import { type PlannedTrial, patience } from './plan.ts';

/** A run of its own: hosts that come up, a play that does little. */
const RUN_MS = 10_000;
/** A job may run for a year; a trial isn't given that. */
const MOST_MS = 600_000;

/**
 * How long a trial takes, in ms, by what is written alone, so that each machine that plans it comes to the same: a run, and the limit or
 * window of the job where an honest play waits for that.
 */
export function writtenWeightMs(planned: PlannedTrial, runMs = RUN_MS): number {
  const { job, target } = planned;
  const windows = job.reaps.map(({ retries, delay }) => windowS(retries, delay) * 1000);
  const waits = Math.min(MOST_MS, Math.max(target.limitMs, ...(target.via === 'async_status' ? windows : [])));
  return runMs + (patience(planned) > 0 ? waits : 0);
}

/** What its fault is given, without what was measured. */
export function numbersOf({ target }: PlannedTrial): Readonly<Record<string, number | string | boolean>> {
  const { via, limitMs, intervalMs, slowness, healthyMs } = target;
  return { via, limitMs, intervalMs, slowness, endless: healthyMs === null };
}
