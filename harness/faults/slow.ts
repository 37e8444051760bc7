import type { Fault } from './fault.ts';
import { missing, proveBySight } from './seen.ts';

/** A sighting may be early by what the watcher and the wrapper need to start. */
const START_MS = 1_000;

/** A healthy job on a bad day: it takes a good part of its limit, and ends well. The play must stay green. */
export const slow: Fault = {
  name: 'slow',
  group: 'job',
  summary: 'the job is healthy, but takes most of its limit (--slowness): the play must stay green',
  proof: 'the job was seen to run for that long',
  heal: 'nothing to heal',
  harm: 'none',
  reach: 'job',
  settlesMs: ({ limitMs, slowness }) => limitMs * slowness,
  act: ({ limitMs, slowness }) => ({ act: 'run', seconds: (limitMs * slowness) / 1000 }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ receipt, finished, gone, watchedUntil }) => {
      const wantedMs = arm.act.act === 'run' ? arm.act.seconds * 1000 : 0;
      const until = gone(receipt.pids.module)?.at ?? finished?.at ?? watchedUntil;
      const since = Math.min(receipt.struckAt, receipt.at);
      const ranMs = until - since;
      if (ranMs + START_MS < wantedMs)
        return missing(`the job ran for ${Math.round(ranMs)} ms only, not for ${Math.round(wantedMs)} ms`);
      const limitMs = (job.limit * 1000) / facts.speed;
      return {
        struck: true,
        at: since,
        evidence: [
          `the job ran for ${(wantedMs / 1000).toFixed(1)} s, ${Math.round((100 * wantedMs) / limitMs)} % of its limit`,
        ],
      };
    }),
};
