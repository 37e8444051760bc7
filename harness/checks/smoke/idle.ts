import type { Facts } from '../../model/facts.ts';

/** How long the play did nothing for a host but wait for its jobs, in ms: reaps and keep-alives, overlaps counted once. */
export function idleMs(facts: Facts, host: string): number {
  const waits = facts
    .events('collect')
    .filter((collect) => collect.host === host && !collect.skipped)
    .map(({ since, at }) => ({ from: since, to: at }))
    .toSorted((a, b) => a.from - b.from);
  let idle = 0;
  let until = 0;
  for (const { from, to } of waits) {
    idle += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return idle;
}
