import { ReapcheckError } from '../../model/error.ts';
import { now } from '../../time/clock.ts';
import type { OpenedEngine } from '../engine.ts';

/** Proofs of faults on the length of a job compare what a host has dated with what we have; they have more room than this. */
const APART_MS = 2_000;

/** Throws `remote-engine` where the engine's machine has another time than this one: hosts have the clock of their machine. */
export async function requireSameClock({ engine, address }: Pick<OpenedEngine, 'engine' | 'address'>): Promise<void> {
  const before = now();
  const { SystemTime } = (await engine.info()) as { readonly SystemTime?: string };
  const apart = clockApart(SystemTime, before, now());
  if (apart <= APART_MS) return;
  throw new ReapcheckError({
    code: 'remote-engine',
    kind: 'environment',
    what: `the clocks of this machine and of the container engine’s, ${address.text}, are ${(apart / 1000).toFixed(1)} s apart`,
    expected: `at most ${APART_MS / 1000} s: what a host has dated could prove nothing`,
    remedy: 'have both machines take their time from one place (NTP)',
  });
}

/** How far it is at least from any moment between these two, in ms; 0 for what is no time. */
export function clockApart(told: string | undefined, before: number, after: number): number {
  const there = Date.parse(told ?? '');
  return Number.isNaN(there) ? 0 : Math.max(0, before - there, there - after);
}
