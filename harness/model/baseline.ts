import type { JobKey } from './fault.ts';
import type { Fetched } from './fetched.ts';
import type { Place } from './place.ts';

/** What the baseline showed of one job. */
export interface BaselineJob {
  readonly key: JobKey;
  readonly taskName: string;
  /** Seconds (`async`). */
  readonly limit: number;
  /** Seconds. */
  readonly poll: number;
  /** Seconds at the pace that is written: real ones times the speed. */
  readonly runtimeS: number | undefined;
  /** Seconds, `retries × delay` of the reap that waited for it; undefined where none waited. */
  readonly windowS: number | undefined;
  readonly reapPlace: Place | undefined;
  readonly reaped: boolean;
}

export interface BaselineResult {
  readonly status: 'green' | 'red' | 'hung';
  readonly wallMs: number;
  readonly jobs: readonly BaselineJob[];
  readonly folder: string;
  /** Positions of the stubs that answered in it; missing without any. */
  readonly stubs?: readonly number[];
  /** Missing where nothing was. */
  readonly fetched?: readonly Fetched[];
}
