import type { SampledLoop } from '../../model/report.ts';

/** Which items of a loop stood for the others, of which nothing was tried. */
export function sampledWords({ taskName, host, items, struck }: SampledLoop): string {
  const named = struck.map((item) => `[${item}]`);
  return `${named.slice(0, -1).join(', ')} and ${named.at(-1)} of “${taskName}” on ${host} for all ${items} items, which are alike (--all-items: each)`;
}
