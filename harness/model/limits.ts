import { DELAY_S } from './ansible-core.ts';

/** Seconds by which the watcher of an older ansible-core may kill later than the limit says (async_wrapper). */
export const WATCHER_LATE_S = 10;

/** A limit (`async`) for a job of this runtime, with so many times its room: a number that people would write. Seconds. */
export function limitFor(runtimeS: number, headroom: number): number {
  const seconds = runtimeS * headroom;
  const step = seconds < 60 ? 10 : seconds < 600 ? 60 : 600;
  return Math.ceil(seconds / step) * step;
}

/** Seconds between two looks at a job (`delay`, `poll`) with this limit: often enough to tell of a failure soon, and to keep a link awake. */
export function lookEveryS(limitS: number): number {
  return limitS <= 60 ? 2 : limitS <= 600 ? 10 : 30;
}

/** A window that outlasts the limit, what the watcher may be late, and a look. Seconds. */
export function enoughWindowS(limitS: number): number {
  return limitS + WATCHER_LATE_S + DELAY_S;
}

/** A reap for a job with this limit. */
export function windowFor(limitS: number): { readonly retries: number; readonly delay: number } {
  const delay = lookEveryS(limitS);
  return { delay, retries: retriesFor(limitS, delay) };
}

/** Attempts with this delay that make the window long enough for the limit. */
export function retriesFor(limitS: number, delayS: number = DELAY_S): number {
  return Math.ceil(enoughWindowS(limitS) / Math.max(1, delayS));
}
