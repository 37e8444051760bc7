import type { Axes, Cell, Seen } from './matrix.ts';
import type { Place } from './place.ts';
import type { VerdictCounts } from './run-report.ts';
import type { Verdict } from './verdict.ts';

/** What became of the scenarios in one cell. */
export type RunCellResult = { readonly cell: Cell } & (
  | {
      readonly verdict: Verdict;
      readonly coreVersion: string;
      readonly counts: VerdictCounts;
      readonly wallMs: number;
      /** Of its report and histories, relative to that of the matrix. */
      readonly folder: string;
    }
  /** It could not be had: why. */
  | { readonly verdict: 'unknown'; readonly because: string }
);

/** The same run of a playbook, on the same hosts after the same steps, that showed something else in another cell. */
export interface RunDifference {
  /** Theme and name of a scenario that has it. */
  readonly scenario: string;
  readonly step: string;
  readonly playbook: string;
  /** Of the scenario. */
  readonly place: Place;
  readonly seen: readonly Seen[];
}

/** What scenarios showed in several cells. The JSON report is this object as it stands. */
export interface RunMatrixReport {
  readonly schema: 'reapcheck/run-matrix/1';
  readonly startedAt: string;
  readonly wallMs: number;
  readonly folder: string;
  readonly axes: Axes;
  /** What a person should look at first. */
  readonly differences: readonly RunDifference[];
  readonly cells: readonly RunCellResult[];
  /** Of the worst cell. */
  readonly verdict: Verdict;
}
