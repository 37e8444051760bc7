import type { Place } from './place.ts';

/** Why the play went red. */
export type Reason = 'failed' | 'crashed' | 'timed-out' | 'lost' | 'unreachable' | 'retries-exhausted';

/** Why a task did not run for a host. */
export type NotRun =
  /** Its condition was false. */
  | 'skipped'
  /** It ran for another host only. */
  | 'run-once'
  | 'not-notified'
  | 'rescue-only'
  /** Its tags were not selected. */
  | 'tags'
  /** `meta: end_host` or the like came first. */
  | 'ended-host'
  /** The play never came to it, for whatever reason. */
  | 'not-reached';

/** How the play stayed green although the job failed. */
export type Swallow =
  | 'never-reaped'
  | NotRun
  | 'ignore-errors'
  | 'ignore-unreachable'
  | 'failed-when'
  | 'rescued'
  | 'cleared-errors'
  | 'no-until'
  | 'until-met-early'
  | 'retries-zero'
  | 'reaped-another'
  | 'cleaned-up'
  | 'play-ended-first'
  | 'unexplained';

/** The task by which a failure was lost, and what of it did that. */
export interface Lost {
  readonly how: Swallow;
  /** The reap, whether it ran or not; undefined where the play has none. */
  readonly taskName: string | undefined;
  readonly place: Place | undefined;
  /** As written: a condition, tags, an `until`. */
  readonly written?: string | undefined;
  /** What stands in the way, where that is another task. */
  readonly by?: Place | undefined;
  /** What the reap registers. */
  readonly register?: string | undefined;
}

/** What a trial showed. */
export type Outcome =
  | {
      readonly kind: 'surfaced';
      readonly reason: Reason;
      /** The task that went red. */
      readonly taskName: string;
      readonly place: Place | undefined;
      /** From the strike to red, in ms of the play's time. */
      readonly delayMs: number;
      readonly msg: string | undefined;
    }
  | ({ readonly kind: 'swallowed' } & Lost)
  /** The play saw the failure, did the work again, and that went well. */
  | {
      readonly kind: 'recovered';
      /** The task that did it. */
      readonly taskName: string;
      readonly place: Place | undefined;
    }
  | {
      readonly kind: 'hung';
      readonly budgetMs: number;
      readonly lastTask: string | undefined;
      readonly place: Place | undefined;
    }
  /** The fault struck, the job came through all the same, and the play stayed green: nothing had to surface. */
  | { readonly kind: 'unharmed'; readonly reaped: boolean }
  /** The job was well, and the play went red for it. */
  | {
      readonly kind: 'false-red';
      readonly reason: Reason;
      readonly taskName: string;
      readonly place: Place | undefined;
      readonly msg: string | undefined;
    }
  | { readonly kind: 'missed'; readonly missing: string }
  | { readonly kind: 'errored'; readonly why: string };
