import type { Facts } from '../model/facts.ts';
import type { Job, ReapVerdict } from '../model/job.ts';
import type { Outcome } from '../model/outcome.ts';
import { samePlace } from '../model/place.ts';
import { busyWords, tooBusy } from './busy-machine.ts';

interface Effect {
  readonly reach: 'job' | 'host';
  readonly endless?: boolean;
}

const TOLD_NOTHING: readonly ReapVerdict[] = ['saw-running', 'skipped', 'cleaned-up'];

/** Why a play that went red for a failed job might not have on another day; undefined where it would. */
export function redByLuck(facts: Facts, job: Job, effect: Effect, baseline: Facts | undefined): Outcome | undefined {
  // What harms the host is felt by whoever works there.
  if (effect.reach === 'host') return undefined;
  return missedInHaste(facts, job) ?? lookedLate(job, effect, baseline);
}

/** Who only missed what the job makes, on a machine without time for it, may have missed what it would have made before it failed. */
function missedInHaste(facts: Facts, job: Job): Outcome | undefined {
  const busy = tooBusy(facts);
  if (!busy || job.reaps.some(({ verdict }) => !TOLD_NOTHING.includes(verdict))) return undefined;
  return { kind: 'errored', why: `no reap told of the job, on a machine that was too busy: ${busyWords(busy)}` };
}

/**
 * A reap that in the healthy run was content with a job that ran, and that came after the job's end here. Of a job that has no end of its
 * own, such a look shows that it has begun well.
 */
function lookedLate(job: Job, { endless }: Effect, baseline: Facts | undefined): Outcome | undefined {
  const reap = job.reaps.findLast(({ failed, ignored }) => failed && !ignored);
  if (!reap?.place || endless) return undefined;
  const healthy = baseline?.jobs.find(
    ({ key }) => samePlace(key.place, job.key.place) && key.item === job.key.item && key.nth === job.key.nth,
  );
  const last = healthy?.reaps.at(-1);
  if (last?.verdict !== 'saw-running' || last.failed || !last.place || !samePlace(last.place, reap.place))
    return undefined;
  return {
    kind: 'errored',
    why: `"${reap.taskName}" looked after the job's end here, and in the healthy run before it, content with a job that ran: this machine was busier, and the play does not wait for the end`,
  };
}
