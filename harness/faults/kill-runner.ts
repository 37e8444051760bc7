import type { JobFault } from './fault.ts';
import { jobFileOf, processSeen, receiptOf } from './receipt.ts';

/** The process that would write the result is killed, as by the OOM killer: the job looks as if it ran for ever. */
export const killRunner: JobFault = {
  name: 'kill-runner',
  summary: 'the process that would write the result is killed',
  reasons: ['retries-exhausted', 'timed-out'],
  settlesMs: () => 0,
  act: () => ({ act: 'kill-runner' }),
  prove(facts, arm, job) {
    const receipt = receiptOf(facts, arm);
    if (!receipt) return { struck: false, missing: 'no receipt on the host: the stand-in never ran' };
    const runner = receipt.pids.runner;
    const gone = processSeen(facts, runner).find((one) => one.state === 'gone');
    if (!gone) return { struck: false, missing: `the runner, pid ${runner.pid}, was never seen to be gone` };
    const files = jobFileOf(facts, job.jid);
    const finished = files.find((one) => one.finished);
    if (finished) return { struck: false, missing: `a result was written all the same: ${finished.path}` };
    return {
      struck: true,
      at: gone.at,
      evidence: [
        `runner pid ${runner.pid} (start ${runner.startTicks}) is gone`,
        `job file ${files.at(-1)?.path ?? job.jid}: no result was ever written`,
      ],
    };
  },
};
