import type { Fault } from './fault.ts';
import { holdMs } from './moment.ts';
import { NOTHING_WRONG } from './reasons.ts';
import { missing, proveBySight } from './seen.ts';

/** Long enough for the probe to see a watcher gone while its job still runs, in ms; within a limit that is shorter. */
const RUN_MS = 3_000;
const RUN_SHARE = 0.6;
/** Two sightings of one look of the probe are closer together than this. */
const ONE_LOOK_MS = 500;

/** Nobody minds the limit any more; the job itself goes on, and its result is written. */
export const killWatcher: Fault<'kill-watcher'> = {
  name: 'kill-watcher',
  group: 'job',
  summary: 'the watcher, which minds the limit, is killed; the job goes on',
  proof: 'the watcher is gone while the job still runs',
  heal: 'nothing to heal',
  harm: 'none',
  reach: 'job',
  reasons: NOTHING_WRONG,
  settlesMs: (target) => Math.max(target.healthyMs ?? 0, RUN_MS),
  act: (target) => ({
    act: 'kill-watcher',
    seconds: holdMs(target, Math.min(RUN_MS, target.limitMs * RUN_SHARE)) / 1000,
  }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ receipt, finished, gone }) => {
      const { watcher, module } = receipt.pids;
      const dead = gone(watcher);
      if (!dead) return missing(`the watcher, pid ${watcher.pid}, was never seen to be gone`);
      const jobEndedAt = Math.min(
        gone(module)?.at ?? Number.POSITIVE_INFINITY,
        finished?.at ?? Number.POSITIVE_INFINITY,
      );
      if (jobEndedAt - dead.at < ONE_LOOK_MS) return missing('the watcher was gone no sooner than its job');
      return {
        struck: true,
        at: dead.at,
        evidence: [`watcher pid ${watcher.pid} was gone while the job's process, pid ${module.pid}, still ran`],
      };
    }),
};
