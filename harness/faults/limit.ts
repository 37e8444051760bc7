import type { Facts } from '../model/facts.ts';
import type { Arm, Proof } from '../model/fault.ts';
import type { Job } from '../model/job.ts';
import type { ProcessId, ReceiptSeen } from '../model/sighting.ts';
import type { Target } from './fault.ts';
import { missing, proveBySight } from './seen.ts';

/** The watcher of an older ansible-core looks every 5 s, and never kills before 10 s: async_wrapper.main. */
const WATCHER_SLACK_MS = 12_000;
/** A sighting may lag behind the fact by one round of the probe. */
const PROBE_LAG_MS = 1_000;

/** What faults share that outlive their job's limit. */
export const outlivesLimit = {
  settlesMs: ({ limitMs }: Target) => limitMs + WATCHER_SLACK_MS,

  /** Proven by age: the process was seen alive when the limit had passed, or the watcher killed it for that. */
  prove(facts: Facts, arm: Arm, job: Job, which: (receipt: ReceiptSeen) => ProcessId): Proof {
    return proveBySight(facts, arm, job, ({ receipt, files, of, watchedUntil }) => {
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
      if (ageMs + PROBE_LAG_MS < limitMs) {
        return missing(
          `process ${who.pid} was gone after ${Math.round(ageMs)} ms, before the limit of ${Math.round(limitMs)} ms`,
        );
      }
      return {
        struck: true,
        at: since + limitMs,
        evidence: [
          `process ${who.pid} of the job was there ${(ageMs / 1000).toFixed(1)} s after its start; its limit is ${(limitMs / 1000).toFixed(1)} s`,
        ],
      };
    });
  },
};
