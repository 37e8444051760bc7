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

/** How long a reap waits: attempts, and seconds between them. */
export interface Window {
  readonly retries: number;
  readonly delay: number;
}

/** The window that outlasts a limit, of a reap that looks so often (seconds). */
export function windowFor(limitS: number, delay: number = lookEveryS(limitS)): Window {
  return { delay, retries: retriesFor(limitS, delay) };
}

/** For a job whose limit only a person can tell: somewhere to begin. */
export const SOME_WINDOW: Window = { retries: 60, delay: DELAY_S };

/** Attempts with this delay that make the window long enough for the limit. */
export function retriesFor(limitS: number, delayS: number): number {
  return Math.ceil(enoughWindowS(limitS) / Math.max(1, delayS));
}
