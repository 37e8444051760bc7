import type { Cell, Seen } from '../../model/matrix.ts';
import type { Verdict } from '../../model/verdict.ts';

/** A matrix as it is told in a table, whatever was run in its cells. */
export interface MatrixView {
  /** What was run. */
  readonly title: string;
  readonly verdict: Verdict;
  readonly wallMs: number;
  /** Of its report. */
  readonly folder: string;
  readonly differences: readonly DifferenceView[];
  /** What the score of a cell is called. */
  readonly scoreOf: string;
  readonly cells: readonly CellView[];
}

export interface DifferenceView {
  readonly of: string;
  readonly seen: readonly Seen[];
}

export type CellView = { readonly cell: Cell } & (
  | {
      readonly verdict: Verdict;
      readonly coreVersion: string;
      readonly score: string;
      readonly wallMs: number;
      /** Relative to that of the matrix. */
      readonly folder: string;
    }
  | { readonly because: string }
);
