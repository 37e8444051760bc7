import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { both } from './reasons.ts';
import { missing, proveBySight } from './seen.ts';

/** As a module ends that gives up on its own: `failed`, and no rc. */
export const failJson: Fault<'fail-json'> = {
  name: 'fail-json',
  group: 'job',
  summary: 'the module says that it failed, and has no rc',
  proof: 'the job file carries our token, and says failed',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: both('failed'),
  settlesMs: strikeMs,
  act: (target) => ({ act: 'fail-json', ...before(target) }),
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, ({ files }) => {
      const file = files.find((one) => one.token === arm.token && one.finished);
      if (!file) return missing(`the job file of ${job.jid} was never seen with the module's answer in it`);
      if (!file.failed || file.rc !== undefined)
        return missing(`the job file of ${job.jid} does not say failed without an rc`);
      return {
        struck: true,
        at: file.at,
        evidence: [`job file ${file.path}: failed, no rc, written by the stand-in (token ${arm.token})`],
      };
    }),
};
