import type { Result } from '../model/event.ts';
import type { Job, Reap } from '../model/job.ts';
import type { Reason } from '../model/outcome.ts';

/** Why the play went red for a job: as its reap saw it; of a job that none asked for, as it ended. */
export function reasonFor(job: Job, reap: Reap | undefined, red: Result | undefined): Reason {
  return reap && reap.verdict !== 'skipped' ? reasonOf(reap, job) : reasonOfEnd(job, red);
}

function reasonOf(reap: Reap, job: Job): Reason {
  const { msg = '' } = reap;
  if (reap.verdict === 'unreachable' || isCutOff(msg)) return 'unreachable';
  if (reap.verdict === 'not-found') return 'lost';
  if (reap.verdict === 'gave-up') return reap.via === 'keep-alive' ? 'timed-out' : 'retries-exhausted';
  if (job.end === 'timed-out' || /timeout exceeded|did not complete within/i.test(msg)) return 'timed-out';
  return reap.rc === undefined && isCrash(msg) ? 'crashed' : 'failed';
}

/** The module broke instead of answering: the messages differ from version to version. */
function isCrash(msg: string): boolean {
  return /traceback|no start of json|module failure|module failed|non-?json|deserializ/i.test(msg);
}

/** Up to 2.18 a task that can't even make its temporary folder there has failed, not met an unreachable host. */
function isCutOff(msg: string): boolean {
  return /failed to connect to the host|could not be sent to remote host/i.test(msg);
}

/** No reap of the job went red, yet the host did: a later task looked. */
function reasonOfEnd(job: Job, red: Result | undefined): Reason {
  if (red?.status === 'unreachable' || isCutOff(red?.msg ?? '')) return 'unreachable';
  if (job.end === 'timed-out') return 'timed-out';
  return job.end === 'lost' ? 'lost' : 'failed';
}
