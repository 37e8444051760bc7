import type { Score } from './report.ts';
import type { FaultTrial } from './trial.ts';
import type { Verdict } from './verdict.ts';

/** What a matrix may vary. */
export const AXES = ['ansible', 'image'] as const;
export type Axis = (typeof AXES)[number];

/** The values of each axis, as they were asked for. */
export type Axes = Readonly<Partial<Record<Axis, readonly string[]>>>;

/** One value of each axis. */
export type Cell = Readonly<Partial<Record<Axis, string>>>;

/** What became of the drill of one cell. */
export type CellResult = { readonly cell: Cell } & (
  | {
      readonly verdict: Verdict;
      readonly coreVersion: string;
      readonly score: Score;
      readonly wallMs: number;
      /** Of its report and histories, relative to that of the matrix. */
      readonly folder: string;
    }
  /** It could not be had, or its healthy run showed nothing: why. */
  | { readonly verdict: 'unknown'; readonly because: string }
);

/** What one cell showed where others showed something else. */
export interface Seen {
  readonly cell: Cell;
  readonly words: string;
  /** Of the history that shows it, relative to that of the matrix. */
  readonly folder: string;
}

/** What differs between cells: the outcome of a trial, a job that only some of them launch, or the end of the healthy run. */
export type Difference =
  | { readonly of: 'trial'; readonly trial: FaultTrial; readonly seen: readonly Seen[] }
  | { readonly of: 'job'; readonly job: Pick<FaultTrial, 'job' | 'taskName'>; readonly seen: readonly Seen[] }
  | { readonly of: 'healthy-run'; readonly seen: readonly Seen[] };

/** What drills of one playbook in several cells found. The JSON report is this object as it stands. */
export interface MatrixReport {
  readonly schema: 'reapcheck/matrix/1';
  readonly playbook: string;
  readonly startedAt: string;
  readonly wallMs: number;
  readonly folder: string;
  readonly axes: Axes;
  /** What a person should look at first. */
  readonly differences: readonly Difference[];
  readonly cells: readonly CellResult[];
  /** Of the worst cell. */
  readonly verdict: Verdict;
}

/** As it was asked for: `ansible 2.19, image debian:13`. */
export function cellName(cell: Cell): string {
  return AXES.flatMap((axis) => (cell[axis] === undefined ? [] : [`${axis} ${cell[axis]}`])).join(', ');
}
