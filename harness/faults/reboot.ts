import type { Facts } from '../model/facts.ts';
import type { Arm, Proof } from '../model/fault.ts';
import type { Job } from '../model/job.ts';
import type { Machine } from '../model/machine.ts';
import type { Target } from './fault.ts';
import { doomMs, outageMs } from './outage.ts';
import { missing, proveBySight, strikeOf } from './seen.ts';

/** How long after the launch the host can be reached again, in ms; its boot apart, which takes a second or two. */
export function backMs(target: Target): number {
  return doomMs(target) + outageMs(target);
}

/**
 * Takes the host down, and lets nobody reach it before a look must have met that: a container is back within a second, between two
 * looks, and no machine is. Returns what was seen of it.
 */
export async function downAndBack(
  { host, link }: Machine,
  target: Target,
  pause: (ms: number) => Promise<void>,
  down: { readonly by: () => Promise<void>; readonly said: string },
): Promise<readonly string[]> {
  const forMs = outageMs(target);
  link.refuse();
  try {
    await down.by();
    await pause(forMs);
  } finally {
    link.heal();
  }
  return [
    `${host.name} ${down.said}; its address took connections again ${(forMs / 1000).toFixed(1)} s after its boot`,
  ];
}

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
