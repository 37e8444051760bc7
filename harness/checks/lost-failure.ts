import type { Around } from '../model/audit.ts';
import type { Facts } from '../model/facts.ts';
import type { Job, Reap } from '../model/job.ts';
import type { Lost, Swallow } from '../model/outcome.ts';
import { type Place, samePlace } from '../model/place.ts';
import type { SourceJob, SourceReap } from '../model/source.ts';
import { isRunOnce, whyNotRun } from './not-run.ts';

/** How a play that ended green lost the failure of this job. `source`: the job as written, with what is there to reap it. */
export function lostFailure(facts: Facts, job: Job, source?: SourceJob): Lost {
  const asked = job.reaps.filter(({ verdict }) => verdict !== 'skipped');
  // Who tidies up comes last, and asks nothing.
  const reap = asked.findLast(({ verdict }) => verdict !== 'cleaned-up') ?? asked.at(-1);
  if (!reap) return unasked(facts, job, source?.reaps ?? []);
  const how = howPassed(facts, job, reap);
  const written = how === 'until-met-early' ? reap.untilWritten : undefined;
  const by = saidAround(how, reap, source);
  return { how, taskName: reap.taskName, place: reap.place, written, register: reap.register, ...(by ? { by } : {}) };
}

const KEYWORD: Readonly<Partial<Record<Swallow, keyof Around>>> = {
  'ignore-errors': 'ignore_errors',
  'ignore-unreachable': 'ignore_unreachable',
  rescued: 'rescue',
};

/** Where what hides the failure stands, if not at the reap itself. */
function saidAround(how: Swallow, { place, via }: Reap, source: SourceJob | undefined): Place | undefined {
  const keyword = KEYWORD[how];
  if (!keyword || !source) return undefined;
  const written = via === 'keep-alive' ? source : source.reaps.find((one) => place && samePlace(one.place, place));
  return written?.around[keyword];
}

/** No reap asked for it: one that is there did not run, or asked for another job, or there is none. */
function unasked(facts: Facts, job: Job, reaps: readonly SourceReap[]): Lost {
  for (const reap of reaps) {
    const why = reap.mode === 'cleanup' ? undefined : whyNotRun(facts, reap, job.key.host);
    const by = why?.how === 'run-once' ? (reap.around.run_once ?? why.by) : why?.by;
    if (why) return { ...why, ...(by ? { by } : {}), taskName: reap.taskName, place: reap.place };
  }
  const [skipped] = job.reaps;
  if (skipped) return { how: 'skipped', taskName: skipped.taskName, place: skipped.place };
  const elsewhere = reapOnOtherHost(facts, job);
  if (elsewhere) return { how: 'run-once', taskName: elsewhere.taskName, place: elsewhere.place };
  const another = secondLook(facts, job);
  if (another) return { how: 'reaped-another', taskName: another.taskName, place: another.place };
  return { how: 'never-reaped', taskName: undefined, place: undefined };
}

/** A reap that runs for one host of all, and asked for that one's job of the same task. */
function reapOnOtherHost(facts: Facts, job: Job): Reap | undefined {
  const runOnce = [...facts.tasks.values()].filter(isRunOnce).flatMap(({ place }) => place ?? []);
  return facts.jobs
    .filter(({ key }) => key.host !== job.key.host && samePlace(key.place, job.key.place))
    .flatMap(({ reaps }) => reaps)
    .find(({ place }) => place && runOnce.some((one) => samePlace(one, place)));
}

/**
 * A reap that asked for another job of this host, which had its own reap already: most likely it was meant for this one, which nobody
 * asked for.
 */
function secondLook(facts: Facts, job: Job): Reap | undefined {
  for (const other of facts.jobs) {
    if (other.key.host !== job.key.host) continue;
    const looks = other.reaps.filter((one) => one.via === 'async_status' && one.verdict !== 'skipped');
    const second = looks.find((one) => one.taskName !== looks[0]?.taskName);
    if (second) return second;
  }
  return undefined;
}

function howPassed(facts: Facts, job: Job, reap: Reap): Swallow {
  if (reap.failed) {
    if (reap.ignored) return reap.verdict === 'unreachable' ? 'ignore-unreachable' : 'ignore-errors';
    return (facts.recap?.[reap.host]?.rescued ?? 0) > 0 ? 'rescued' : 'unexplained';
  }
  switch (reap.verdict) {
    case 'cleaned-up':
      return 'cleaned-up';
    case 'saw-running':
      return howSawRunning(reap);
    case 'collected-failed':
    case 'not-found':
      return reap.failedWhen ? 'failed-when' : 'unexplained';
    case 'collected-ok':
      return job.end === 'succeeded' ? 'play-ended-first' : 'unexplained';
    default:
      return 'unexplained';
  }
}

/** It saw a job that ran, and went on. With its attempts used up it would have failed, but for its failed_when. */
function howSawRunning(reap: Reap): Swallow {
  if (!reap.until) return 'no-until';
  if (reap.retries === 0) return 'retries-zero';
  if (!usedUp(reap)) return 'until-met-early';
  return reap.failedWhen ? 'failed-when' : 'until-met-early';
}

/** Whether a reap has looked as often as it may. */
export function usedUp({ attempts, retries }: Reap): boolean {
  return retries !== undefined && attempts > retries;
}
