import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { both } from './reasons.ts';
import { missing, proveBySight } from './seen.ts';

/** The command that the module waits for is killed; the module lives, and reports it. */
export const killLeaf: Fault<'kill-leaf'> = {
  name: 'kill-leaf',
  group: 'job',
  summary: 'the command itself is killed, its module lives',
  proof: 'the command’s process is gone, and the job file carries our token and a negative rc',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: both('failed'),
  settlesMs: strikeMs,
  act: (target) => ({ act: 'kill-leaf', ...before(target) }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ receipt, files, gone }) => {
      const leaf = gone(receipt.pids.leaf);
      if (!leaf) return missing('the command was never seen to be gone');
      const file = files.find((one) => one.token === arm.token && one.finished);
      if (!file || (file.rc ?? 0) >= 0)
        return missing(`the job file of ${job.jid} does not say that a signal ended it`);
      return {
        struck: true,
        at: file.at,
        evidence: [`command pid ${leaf.pid} is gone`, `job file ${file.path}: rc ${file.rc}, the signal that ended it`],
      };
    }),
};
