import type { Facts } from '../model/facts.ts';
import type { Arm, Proof } from '../model/fault.ts';
import type { Job } from '../model/job.ts';
import { missing, proveBySight, strikeOf } from './seen.ts';

/** The host was seen with one boot id before the strike and with another one after it, and the job never came to a result. */
export function proveAnotherBoot(facts: Facts, arm: Arm, job: Job): Proof {
  return proveBySight(facts, arm, job, ({ boots, finished }) => {
    const mark = strikeOf(facts, arm);
    if (!mark) return missing('the strike was not made in this run');
    if (mark.type === 'failed') return missing(mark.why);
    const [first] = boots;
    const other = boots.find((one) => one.bootId !== first?.bootId);
    if (!first || !other) return missing(`${job.on} was only ever seen with one boot id`);
    if (finished) return missing('the job had come to its end before the host went down');
    return {
      struck: true,
      at: mark.at,
      evidence: [...mark.evidence, `boot id ${first.bootId} before, ${other.bootId} after`],
    };
  });
}
