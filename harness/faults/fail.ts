import type { JobFault } from './fault.ts';
import { jobFileOf, receiptOf } from './receipt.ts';

/** The command ends with rc 1, as a failed command does. Proven by the job file, which then carries our token. */
export const fail: JobFault = {
  name: 'fail',
  summary: 'the command ends with rc 1',
  reasons: ['failed'],
  settlesMs: () => 0,
  act: () => ({ act: 'rc', rc: 1 }),
  prove(facts, arm, job) {
    const receipt = receiptOf(facts, arm);
    if (!receipt) return { struck: false, missing: 'no receipt on the host: the stand-in never ran' };
    const file = jobFileOf(facts, job.jid).find((one) => one.token === arm.token && one.finished);
    if (!file)
      return { struck: false, missing: `the job file of ${job.jid} was never seen with the failing result in it` };
    if ((file.rc ?? 0) === 0)
      return { struck: false, missing: `the job file of ${job.jid} says rc ${file.rc ?? 'nothing'}, not a failure` };
    return {
      struck: true,
      at: file.at,
      evidence: [`job file ${file.path}: finished, rc ${file.rc}, written by the stand-in (token ${arm.token})`],
    };
  },
};
