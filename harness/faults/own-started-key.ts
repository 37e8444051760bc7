import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { NEVER_ENDS } from './reasons.ts';
import { missing, proveBySight } from './seen.ts';

/** A module whose own result has a key `started`: async_status takes it for Ansible's, and waits for ever. */
export const ownStartedKey: Fault<'own-started-key'> = {
  name: 'own-started-key',
  group: 'job',
  summary: 'the module’s own result has a key “started”: it never looks finished',
  proof: 'the job file carries our token, and does not look finished, though the module is gone',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: NEVER_ENDS,
  settlesMs: strikeMs,
  act: (target) => ({ act: 'own-started-key', ...before(target) }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ receipt, files, finished, gone }) => {
      const file = files.find((one) => one.token === arm.token);
      if (!file) return missing(`the job file of ${job.jid} was never seen with the module's answer in it`);
      if (finished) return missing(`the job file of ${job.jid} looks finished`);
      const module = gone(receipt.pids.module);
      if (!module) return missing(`the module, pid ${receipt.pids.module.pid}, was never seen to be gone`);
      return {
        struck: true,
        at: file.at,
        evidence: [`job file ${file.path}: the answer is there (token ${arm.token}), and does not look finished`],
      };
    }),
};
