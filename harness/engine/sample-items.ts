import type { JobKey } from '../model/fault.ts';
import type { SampledLoop } from '../model/report.ts';

/** Of more alike items than these, some stand for the others. */
export const ALL_ITEMS_UP_TO = 3;

interface Looped {
  readonly key: JobKey;
  readonly taskName: string;
}

/**
 * Which jobs of loops stand for others of the same loop, on the same host, that are alike: the first, the last, and the one in the middle. What
 * a play makes of an item often depends on where it stands (a reap of `results[0]`, a register that the last item wrote), hardly ever on
 * more. Returns the jobs that are left, and the loops that some were left out of.
 */
export function sampleItems<J extends Looped>(
  jobs: readonly J[],
  alike: (job: J) => unknown,
): { readonly jobs: readonly J[]; readonly loops: readonly SampledLoop[] } {
  const left = new Set(jobs);
  const loops: SampledLoop[] = [];
  const groups = Map.groupBy(
    jobs.filter(({ key }) => key.item !== null),
    (job) => JSON.stringify([job.key.host, job.key.place, job.key.nth, alike(job)]),
  );
  for (const items of groups.values()) {
    if (items.length <= ALL_ITEMS_UP_TO) continue;
    const struck = [items[0], items[items.length >> 1], items.at(-1)] as readonly J[];
    for (const job of items) if (!struck.includes(job)) left.delete(job);
    const [{ key, taskName }] = struck as readonly [J];
    const numbers = struck.flatMap((job) => job.key.item ?? []);
    loops.push({ taskName, place: key.place, host: key.host, items: items.length, struck: numbers });
  }
  return { jobs: jobs.filter((job) => left.has(job)), loops };
}
