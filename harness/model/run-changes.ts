import type { Place } from './place.ts';
import type { Since } from './since.ts';

/** One thing that a step of a scenario should show, or, of a bad twin, should not. */
export interface ChangedExpectation {
  /** Theme and name. */
  readonly scenario: string;
  readonly step: string;
  readonly expected: string;
  readonly seen: string;
  readonly place: Place;
}

export interface ScenarioNamed {
  readonly scenario: string;
  readonly place: Place;
}

/** What is different from an earlier run of scenarios. */
export interface RunChanges {
  readonly since: Since;
  /** What the earlier run had found may stay: the verdict tells only of what is new. */
  readonly onlyNew?: boolean;
  /** Unmet now, and not in the earlier run. */
  readonly newlyUnmet: readonly ChangedExpectation[];
  /** Unmet in the earlier run, and met now. */
  readonly mended: readonly ChangedExpectation[];
  /** Scenarios that had a result and have none now, be it that they broke or that they were not run. */
  readonly notKnown: readonly ScenarioNamed[];
  readonly came: readonly ScenarioNamed[];
  readonly went: readonly ScenarioNamed[];
}
