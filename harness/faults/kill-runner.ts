import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { NEVER_ENDS } from './reasons.ts';
import { missing, proveBySight } from './seen.ts';

/** The process that would write the result is killed, as by the OOM killer: the job looks as if it ran for ever. */
export const killRunner: Fault<'kill-runner'> = {
  name: 'kill-runner',
  group: 'job',
  summary: 'the process that would write the result is killed',
  proof: 'the process is gone, and no result was ever written',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: NEVER_ENDS,
  settlesMs: strikeMs,
  act: (target) => ({ act: 'kill-runner', ...before(target) }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ receipt, finished, last, gone }) => {
      const { runner } = receipt.pids;
      const dead = gone(runner);
      if (!dead) return missing(`the runner, pid ${runner.pid}, was never seen to be gone`);
      if (finished) return missing(`a result was written all the same: ${finished.path}`);
      return {
        struck: true,
        at: dead.at,
        evidence: [
          `runner pid ${runner.pid} (start ${runner.startTicks}) is gone`,
          `job file ${last?.path ?? job.jid}: no result was ever written`,
        ],
      };
    }),
};
