import type { Designed, WantedJob } from '../model/design.ts';
import { patternOfName } from '../model/pattern.ts';

/** Seconds that the longest stand-in may take: a drill has many runs. */
const LONGEST_STAND_IN_S = 5;
/** Seconds that the shortest limit has left at least: a launch takes some of them, however fast the play's own waits are. */
const SHORTEST_LIMIT_S = 3;
/** Round trips don't get faster: beyond that, waits are shorter than they. */
const MOST_SPEED = 300;

/** How a designed play is drilled: how many times as fast, and what stands in for its jobs. */
export interface Pace {
  readonly speed: number;
  readonly standIns: readonly { readonly task: string; readonly runtimeS: number }[];
}

/** As fast as the longest job asks for, and the shortest limit allows. */
export function paceOf({ numbers }: Designed, jobs: readonly WantedJob[]): Pace {
  const longest = Math.max(...jobs.map(({ runtimeS }) => runtimeS));
  const limits = numbers.filter(({ keyword }) => keyword === 'async').map(({ value }) => value);
  const most = Math.min(MOST_SPEED, Math.floor(Math.min(...limits) / SHORTEST_LIMIT_S));
  return {
    speed: Math.max(1, Math.min(most, Math.ceil(longest / LONGEST_STAND_IN_S))),
    standIns: jobs.map(({ name, runtimeS }) => ({ task: patternOfName(name), runtimeS })),
  };
}
