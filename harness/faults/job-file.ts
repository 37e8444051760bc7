import type { JobFileSpoil } from '../model/fault.ts';
import type { JobFileSeen } from '../model/sighting.ts';
import type { Fault, Reasons } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { missing, proveBySight } from './seen.ts';

interface Spoil<Name extends string> {
  readonly name: Name;
  readonly how: JobFileSpoil;
  readonly summary: string;
  readonly proof: string;
  readonly heal: string;
  readonly reach: Fault['reach'];
  readonly reasons: Reasons;
  /** What is wrong with the job file as it stood in the end; undefined: nothing. */
  wrong(last: JobFileSeen): string | undefined;
}

/** A fault on the job file: the job does its work, and its result never stands there. */
export function spoiledJobFile<const Name extends string>(spoil: Spoil<Name>): Fault<Name> {
  const { how, wrong, ...about } = spoil;
  return {
    ...about,
    group: 'job-file',
    harm: 'fatal',
    settlesMs: strikeMs,
    act: (target) => ({ act: 'job-file', how, ...before(target) }),
    prove: (facts, arm, job) =>
      proveBySight(facts, arm, job, ({ receipt, finished, last, gone }) => {
        const { runner } = receipt.pids;
        if (finished) return missing(`a result was seen all the same: ${finished.path}`);
        if (!gone(runner)) return missing(`the runner, pid ${runner.pid}, was never seen to be gone`);
        if (!last) return missing(`the job file of ${job.jid} was never seen`);
        const seen = wrong(last);
        if (!seen) return missing(`the job file of ${job.jid} was not spoilt`);
        return {
          struck: true,
          at: last.at,
          evidence: [`job file ${last.path}: ${seen}`, `runner pid ${runner.pid} is gone: nobody will mend it`],
        };
      }),
  };
}
