import type { Place } from './place.ts';

/** Why the play went red. */
export type Reason = 'failed' | 'crashed' | 'timed-out' | 'lost' | 'unreachable' | 'retries-exhausted';

/** How the play stayed green although the job failed. */
export type Swallow =
  | 'never-reaped'
  | 'ignore-errors'
  | 'failed-when'
  | 'rescued'
  | 'no-until'
  | 'retries-zero'
  | 'reaped-another'
  | 'cleaned-up'
  | 'play-ended-first'
  | 'unexplained';

/** What a trial showed. The words are those of docs/outcomes.md. */
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
  | {
      readonly kind: 'swallowed';
      readonly how: Swallow;
      readonly place: Place | undefined;
      readonly taskName: string | undefined;
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
