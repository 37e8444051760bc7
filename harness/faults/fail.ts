import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { both } from './reasons.ts';
import { missing, proveBySight } from './seen.ts';

/** As a failed command ends. */
export const fail: Fault<'fail'> = {
  name: 'fail',
  group: 'job',
  summary: 'the command ends with rc 1',
  proof: 'the job file carries our token and a bad rc',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: both('failed'),
  settlesMs: strikeMs,
  act: (target) => ({ act: 'rc', rc: 1, ...before(target) }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ files }) => {
      const file = files.find((one) => one.token === arm.token && one.finished);
      if (!file) return missing(`the job file of ${job.jid} was never seen with the failing result in it`);
      if ((file.rc ?? 0) === 0)
        return missing(`the job file of ${job.jid} says rc ${file.rc ?? 'nothing'}, not a failure`);
      return {
        struck: true,
        at: file.at,
        evidence: [`job file ${file.path}: finished, rc ${file.rc}, written by the stand-in (token ${arm.token})`],
      };
    }),
};
