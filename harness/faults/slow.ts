import type { Proof } from '../model/fault.ts';
import { inSeconds } from '../model/in-seconds.ts';
import type { JobFileSeen } from '../model/sighting.ts';
import type { Fault, Target } from './fault.ts';
import { holdMs } from './moment.ts';
import { NOTHING_WRONG } from './reasons.ts';
import { metLimit, missing, overLimit, proveBySight } from './seen.ts';

/** A sighting may be early by what the watcher and the wrapper need to start. */
const START_MS = 1_000;

/** A healthy job on a bad day: it takes a good part of its limit, and ends well. The play must stay green. */
export const slow: Fault<'slow'> = {
  name: 'slow',
  group: 'job',
  summary: 'the job is healthy, but takes most of its limit (--slowness): the play must stay green',
  proof: 'it was held back, then did its work and ended well; or it was still there when the play had ended',
  heal: 'nothing to heal',
  harm: 'none',
  reach: 'job',
  reasons: NOTHING_WRONG,
  settlesMs: (target) => wholeMs(target) + (target.healthyMs ?? 0),
  act: (target) => ({ act: 'hold', seconds: holdMs(target, wholeMs(target)) / 1000 }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, (seen) => {
      const { receipt, finished, gone, playEndedAt, watchedUntil } = seen;
      const limitMs = (job.limit * 1000) / facts.speed;
      const heldMs = arm.act.act === 'hold' ? arm.act.seconds * 1000 : 0;
      const since = Math.min(receipt.struckAt, receipt.at);
      const end = gone(receipt.pids.module)?.at ?? finished?.at;
      // Held back within its limit, and yet beyond it: what the job itself takes is more than in the baseline.
      if (metLimit(seen) || (end ?? watchedUntil) - since > limitMs) return overLimit(job);
      const held =
        heldMs > 0 ? `it was held back for ${inSeconds(heldMs)}` : 'nothing was held back: it is slow enough as it is';
      const struck = (and: string): Proof => ({ struck: true, at: since, evidence: [`${held}, and ${and}`] });
      if (end === undefined) {
        if (playEndedAt === undefined || watchedUntil < playEndedAt)
          return missing('the job has not ended, and was not seen after the play');
        return struck(`the job was there after the play’s end, ${inSeconds(watchedUntil - since)} after its start`);
      }
      const ranMs = end - since;
      if (ranMs + START_MS < heldMs)
        return missing(
          `the job ran for ${Math.round(ranMs)} ms only, and was to be held back for ${Math.round(heldMs)} ms`,
        );
      return (
        endedBadly(finished, ranMs) ??
        struck(`ended well after ${inSeconds(ranMs)}, ${Math.round((100 * ranMs) / limitMs)} % of its limit`)
      );
    }),
};

/** A healthy job that did not end well was not merely slow. */
function endedBadly(finished: JobFileSeen | undefined, ranMs: number): Proof | undefined {
  if (!finished) return missing(`the job was gone after ${inSeconds(ranMs)}, without a result`);
  if (!finished.failed) return undefined;
  return missing(`the job failed by itself${finished.rc === undefined ? '' : `, with rc ${finished.rc}`}`);
}

function wholeMs({ limitMs, slowness }: Target): number {
  return limitMs * slowness;
}
