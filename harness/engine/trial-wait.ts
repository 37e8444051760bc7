import { windowS } from '../model/ansible-core.ts';
import type { PlannedTrial } from './plan.ts';
import type { TrialWait } from './progress.ts';

/** What the play waits for in a trial, and how long it has. What is not told at once is told by a limit or by a window that runs out. */
export function waitOf({ fault, job, target }: PlannedTrial, budgetMs: number, speed: number): TrialWait {
  const [reason] = fault.reasons[target.via];
  if (reason === 'timed-out') return { budgetMs, until: { what: 'limit', ms: target.limitMs } };
  if (reason !== 'retries-exhausted') return { budgetMs };
  const seconds = job.reaps.map(({ retries, delay }) => windowS(retries, delay));
  return seconds.length === 0
    ? { budgetMs }
    : { budgetMs, until: { what: 'window', ms: (Math.max(...seconds) * 1000) / speed } };
}
