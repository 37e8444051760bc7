import type { Target } from './fault.ts';

/** What the slowest step of an outage takes on a busy machine, in ms. */
const ROOM_MS = 2_000;
const LONGEST_RUN_MS = 8_000;

/** How long an outage lasts, in ms: longer than the pause between two looks at the job, so that one of them meets it. */
export function outageMs({ intervalMs }: Target): number {
  return intervalMs * 1.5 + ROOM_MS;
}

/** How long a job runs that its host's end will end, in seconds: within its limit, and long enough for a slow shutdown. */
export function doomedSeconds({ limitMs }: Target): number {
  return (limitMs * 0.9) / 1000;
}

/** How long the stand-in of a struck job runs, in seconds: it is under way when the strike comes, and within its limit. */
export function runSeconds({ limitMs }: Target): number {
  return Math.min(limitMs * 0.6, LONGEST_RUN_MS) / 1000;
}
