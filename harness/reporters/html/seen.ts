import type { Facts } from '../../model/facts.ts';
import { type JobKey, jobKeyId } from '../../model/fault.ts';
import type { Clock } from './clock.ts';
import type { LineNumbers } from './runs.ts';

/** What a track is made of. */
export interface Seen {
  readonly facts: Facts;
  readonly clock: Clock;
  readonly lines: LineNumbers;
  /** Of the struck job; undefined in a healthy run. */
  readonly struck: JobKey | undefined;
  /** Whether hosts have to be named. */
  readonly several: boolean;
}

export function isStruck(key: JobKey, struck: JobKey | undefined): boolean {
  return struck !== undefined && jobKeyId(key) === jobKeyId(struck);
}

/** The number of the line that something stands on, if it does. */
export function on(lines: LineNumbers, ...things: readonly (object | undefined)[]): readonly number[] {
  return things.flatMap((one) => (one === undefined ? [] : (lines.get(one) ?? [])));
}
