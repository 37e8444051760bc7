import type { Fault } from './fault.ts';
import { outlivesLimit } from './limit.ts';
import { before, lingerSeconds } from './moment.ts';
import { OVER_LIMIT } from './reasons.ts';

/** A command that starts a daemon with a plain `&`: it ends well at once, but the daemon holds its stdout, and the job goes on with it. */
export const heldStdout: Fault<'held-stdout'> = {
  name: 'held-stdout',
  group: 'job',
  summary: 'the command ends well, but a background child holds its stdout past the limit',
  proof:
    'the child was alive when the limit had passed, or after the play, when a healthy job would have ended; or the watcher wrote that it killed it',
  heal: 'the host is removed',
  harm: 'fatal',
  reach: 'job',
  reasons: OVER_LIMIT,
  settlesMs: outlivesLimit.settlesMs,
  act: (target) => ({ act: 'held-stdout', ...before(target), seconds: lingerSeconds(target) }),
  prove: (facts, arm, job) =>
    outlivesLimit.prove(facts, arm, job, (receipt) => receipt.pids.leaf ?? receipt.pids.module),
};
