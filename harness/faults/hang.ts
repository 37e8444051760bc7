import type { Fault } from './fault.ts';
import { outlivesLimit } from './limit.ts';
import { before, lingerSeconds } from './moment.ts';
import { OVER_LIMIT } from './reasons.ts';

/** A job that never comes to its end. */
export const hang: Fault<'hang'> = {
  name: 'hang',
  group: 'job',
  summary: 'the job runs past its limit',
  proof:
    'its process was alive when the limit had passed, or after the play, when a healthy job would have ended; or the watcher wrote that it killed it',
  heal: 'the host is removed',
  harm: 'fatal',
  reach: 'job',
  reasons: OVER_LIMIT,
  settlesMs: outlivesLimit.settlesMs,
  act: (target) => ({ act: 'hang', ...before(target), seconds: lingerSeconds(target) }),
  prove: (facts, arm, job) => outlivesLimit.prove(facts, arm, job, (receipt) => receipt.pids.module),
};
