import type { JobKey } from './fault.ts';
import type { Place } from './place.ts';

/** What a reap made of the job that it collected. */
export type ReapVerdict =
  /** The job had finished well. */
  | 'collected-ok'
  /** The job had failed, and the reap said so. */
  | 'collected-failed'
  /** The last attempt still saw it running, and the reap failed for it. */
  | 'gave-up'
  /** The last attempt still saw it running, and the reap passed all the same. */
  | 'saw-running'
  /** No job file: deleted, or sought in the wrong place or as the wrong user. */
  | 'not-found'
  | 'unreachable'
  | 'skipped'
  /** `mode: cleanup`: the job file was removed, the job was not asked. */
  | 'cleaned-up';

export interface Reap {
  readonly via: 'async_status' | 'keep-alive';
  readonly taskName: string;
  readonly place: Place | undefined;
  /** The host whose task did it. */
  readonly host: string;
  readonly since: number;
  readonly at: number;
  readonly attempts: number;
  readonly verdict: ReapVerdict;
  /** Whether the task failed in the play's eyes, before `ignore_errors` or `rescue`. */
  readonly failed: boolean;
  /** What the job's own result said, whatever `failed_when` made of it. */
  readonly rc: number | undefined;
  readonly msg: string | undefined;
  readonly ignored: boolean;
  readonly until: boolean;
  /** Its conditions as written. */
  readonly untilWritten: string | undefined;
  /** What it registers. */
  readonly register: string | undefined;
  /** `failed_when` is set on the reap. */
  readonly failedWhen: boolean;
  readonly retries: number | undefined;
  /** Seconds. */
  readonly delay: number | undefined;
}

/** How the job itself ended, by what was seen on the host. */
export type JobEnd = 'succeeded' | 'failed' | 'timed-out' | 'lost' | 'running' | 'unknown';

export interface Job {
  readonly key: JobKey;
  readonly jid: string;
  readonly taskName: string;
  /** The host that it ran on. */
  readonly on: string;
  /** Seconds (`async`). */
  readonly limit: number;
  /** Seconds; 0 = fire and forget. */
  readonly poll: number;
  readonly noLog: boolean;
  /** The same for the same action with the same arguments, within one run. */
  readonly work: string | undefined;
  readonly launchedAt: number;
  /** When it was first seen to have ended; undefined while it was not. */
  readonly endedAt: number | undefined;
  readonly end: JobEnd;
  readonly reaps: readonly Reap[];
}
