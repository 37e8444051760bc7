import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';
import type { Since } from './since.ts';

/** What a drill has of one job that an earlier drill of the playbook had otherwise. */
export interface ChangedTrial {
  readonly taskName: string;
  /** The item of a loop. */
  readonly item: number | null;
  /** In the newer of the two reports that has the job. */
  readonly place: Place;
  readonly fault: string;
  /** Missing where the earlier drill had no such trial. */
  readonly before?: Outcome['kind'];
  readonly now: Outcome;
}

/** Seconds at the pace that is written. */
export interface ChangedRuntime {
  readonly taskName: string;
  readonly place: Place;
  readonly limit: number;
  readonly before: number;
  readonly now: number;
}

export interface JobNamed {
  readonly taskName: string;
  readonly place: Place;
}

/** What is different from an earlier drill of the same playbook. */
export interface Changes {
  readonly since: Since;
  /** What the earlier drill had found may stay: the verdict tells only of what is new. */
  readonly onlyNew?: boolean;
  /** Findings of trials that the earlier drill did not have. */
  readonly newlyLost: readonly ChangedTrial[];
  /** Findings of the earlier drill's trials that are none now. */
  readonly mended: readonly ChangedTrial[];
  /** Trials that have no result now, and had one. */
  readonly notKnown: readonly ChangedTrial[];
  readonly came: readonly JobNamed[];
  readonly went: readonly JobNamed[];
  readonly slower: readonly ChangedRuntime[];
  /** What else is new and makes a drill fail: findings that no trial has, by their rule. */
  readonly newFindings: readonly { readonly rule: string; readonly message: string }[];
}
