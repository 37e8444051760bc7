import type { Facts } from '../model/facts.ts';
import type { Arm, Proof } from '../model/fault.ts';
import { inSeconds } from '../model/in-seconds.ts';
import type { Job } from '../model/job.ts';
import type { ProcessId, ReceiptSeen } from '../model/sighting.ts';
import type { Target } from './fault.ts';
import { strikeMs } from './moment.ts';
import { missing, proveBySight } from './seen.ts';

/** A healthy job may be so much later than in the baseline. */
const LATE_MS = 2_000;
/** A sighting may lag behind the fact by one round of the probe. */
const PROBE_LAG_MS = 1_000;

/** What faults share that outlive their job's limit. */
export const outlivesLimit = {
  settlesMs: (target: Target) => strikeMs(target) + LATE_MS,

  /**
   * Proven by age: the process was seen alive when the limit had passed, or when a healthy job would have ended and the play had
   * ended as well; or the watcher killed it for its limit.
   */
  prove(facts: Facts, arm: Arm, job: Job, which: (receipt: ReceiptSeen) => ProcessId): Proof {
    return proveBySight(facts, arm, job, ({ receipt, files, of, watchedUntil, playEndedAt }) => {
      const limitMs = (job.limit * 1000) / facts.speed;
      const killed = files.find((one) => one.timedOut);
      if (killed) {
        return {
          struck: true,
          at: killed.at,
          evidence: [`job file ${killed.path}: the watcher stopped it at its limit of ${job.limit} s`],
        };
      }
      const who = which(receipt);
      const last = of(who).at(-1);
      if (!last) return missing(`the process that outlives the limit, pid ${who.pid}, was never seen`);
      const until = last.state === 'gone' ? last.at : Math.max(last.at, watchedUntil);
      // The watcher counts from the job's start, and the job file is there before the stand-in is.
      const since = Math.min(receipt.struckAt, ...files.map((file) => file.at));
      const ageMs = until - since;
      const healthyMs = 'strikeSeconds' in arm.act ? arm.act.strikeSeconds * 1000 : limitMs;
      if (
        last.state === 'alive' &&
        playEndedAt !== undefined &&
        watchedUntil >= playEndedAt &&
        ageMs >= Math.min(limitMs, healthyMs + LATE_MS)
      ) {
        return {
          struck: true,
          at: since + Math.min(limitMs, healthyMs),
          evidence: [
            `process ${who.pid} of the job was there after the play’s end, ${inSeconds(ageMs)} after its start; a healthy one takes ${inSeconds(healthyMs)}, and its limit is ${inSeconds(limitMs)}`,
          ],
        };
      }
      if (ageMs + PROBE_LAG_MS < limitMs) {
        return missing(
          `process ${who.pid} was gone after ${Math.round(ageMs)} ms, before the limit of ${Math.round(limitMs)} ms`,
        );
      }
      return {
        struck: true,
        at: since + limitMs,
        evidence: [
          `process ${who.pid} of the job was there ${inSeconds(ageMs)} after its start; its limit is ${inSeconds(limitMs)}`,
        ],
      };
    });
  },
};
