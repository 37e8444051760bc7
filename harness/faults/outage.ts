import type { WrapperAct } from '../model/fault.ts';
import type { Target } from './fault.ts';
import { before, holdMs, lingerSeconds, strikeMs } from './moment.ts';

/** What the slowest step of an outage takes on a busy machine, in ms. */
const ROOM_MS = 2_000;
const LONGEST_RUN_MS = 8_000;
/** What a slow shutdown takes: the job must not meet its limit before its host is down. */
const SHUTDOWN_MS = 5_000;

/** How long an outage lasts, in ms: longer than the pause between two looks at the job, so that one of them meets it. */
export function outageMs({ intervalMs }: Target): number {
  return intervalMs * 1.5 + ROOM_MS;
}

/** When a job is struck that its host's end will end, in ms after its start. */
export function doomMs(target: Target): number {
  return Math.max(0, Math.min(strikeMs(target), target.limitMs - SHUTDOWN_MS));
}

/** A job that is there until its host goes down, within its limit. */
export function doomed(target: Target): WrapperAct {
  const atMs = doomMs(target);
  const stays = Math.min(Math.max(0, target.limitMs * 0.9 - atMs) / 1000, lingerSeconds(target));
  return { act: 'hang', ...before(target, atMs), seconds: stays };
}

/** How long a healthy job runs, in ms, so that it is under way when the strike comes, within its limit. */
function underWayMs(target: Target): number {
  return Math.min(target.limitMs * 0.6, LONGEST_RUN_MS);
}

/** A healthy job, held back if it would be over before the strike comes. */
export function underWay(target: Target): WrapperAct {
  return { act: 'hold', seconds: holdMs(target, underWayMs(target)) / 1000 };
}

/** How long such a job takes, in ms. */
export function runMs(target: Target): number {
  return Math.max(target.healthyMs ?? 0, underWayMs(target));
}
