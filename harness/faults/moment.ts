import type { Before } from '../model/fault.ts';
import type { Target } from './fault.ts';

/** Of the limit: later than this, the watcher could be first. */
const LATEST = 0.8;
/** A job is stopped so long before its end, in ms, or this share of its runtime: so that no machine is quick enough to let it end. */
const UNDONE_MS = 1_000;
const UNDONE_SHARE = 0.2;

/**
 * When a harmful fault strikes, in ms after the job's start: when a healthy one would be about to end, so that a play which looks
 * too early, or only once, has looked by then. A job that was not seen to end fails as such jobs do, at its start.
 */
export function strikeMs({ healthyMs, limitMs }: Target): number {
  return Math.min(healthyMs ?? 0, limitMs * LATEST);
}

/**
 * Until the strike the job does its own work, but never all of it: one that fails late has left something behind. Of one that was quicker than
 * in the baseline, half; of one that is done within a moment, nothing.
 */
export function before(target: Target, atMs = strikeMs(target)): Before {
  const { quickMs = Number.POSITIVE_INFINITY } = target;
  const half = quickMs < UNDONE_MS ? 0 : quickMs / 2;
  const workMs = Math.min(half, Math.max(0, atMs - Math.max(UNDONE_MS, atMs * UNDONE_SHARE)));
  return { workSeconds: workMs / 1000, strikeSeconds: atMs / 1000 };
}

/** Three years, in ms: longer than any trial, and short enough for every clock on a host. */
const FOREVER_MS = 1e11;

/** How long a process stays that must outlive its limit, in seconds. */
export function lingerSeconds({ limitMs }: Target): number {
  return Math.min(limitMs * 4 + 600_000, FOREVER_MS) / 1000;
}

/** How long a healthy job is held back so that all of its run takes so long, in ms. One that has no end needs no holding. */
export function holdMs({ healthyMs }: Target, wholeMs: number): number {
  return healthyMs === null ? 0 : Math.max(0, Math.min(wholeMs, FOREVER_MS) - healthyMs);
}
