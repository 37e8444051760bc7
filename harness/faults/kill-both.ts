import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { NEVER_ENDS } from './reasons.ts';
import { missing, proveBySight } from './seen.ts';

/** Everything of Ansible's on the host is killed, as by a clean-up of a login session: nobody is left to write or to watch. */
export const killBoth: Fault<'kill-both'> = {
  name: 'kill-both',
  group: 'job',
  summary: 'the watcher and the process that would write the result are killed',
  proof: 'both processes are gone, and no result was ever written',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: NEVER_ENDS,
  settlesMs: strikeMs,
  act: (target) => ({ act: 'kill-both', ...before(target) }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ receipt, finished, gone }) => {
      const { runner, watcher } = receipt.pids;
      const [runnerGone, watcherGone] = [gone(runner), gone(watcher)];
      if (!runnerGone) return missing(`the runner, pid ${runner.pid}, was never seen to be gone`);
      if (!watcherGone) return missing(`the watcher, pid ${watcher.pid}, was never seen to be gone`);
      if (finished) return missing(`a result was written all the same: ${finished.path}`);
      return {
        struck: true,
        at: Math.max(runnerGone.at, watcherGone.at),
        evidence: [
          `runner pid ${runner.pid} and watcher pid ${watcher.pid} are gone`,
          'no result was ever written, and nobody is left who could',
        ],
      };
    }),
};
