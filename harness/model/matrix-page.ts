import type { CellShown, Fact, RunHead, Tone } from './drill-page.ts';
import type { Verdict } from './verdict.ts';

/** What the page of a matrix of drills shows, as `DrillPage` is what one drill's does. */
export interface MatrixPage {
  readonly schema: 'reapcheck/matrix-page/1';
  readonly playbook: string;
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly cells: readonly DrilledCellShown[];
  readonly differences: readonly DifferenceShown[];
  readonly rows: readonly VariedRow[];
  /** Of each cell the healthy run, then its trials. */
  readonly runs: readonly RunHead[];
}

/** One drill of the matrix. */
export interface DrilledCellShown {
  readonly name: string;
  readonly verdict: Verdict;
  readonly tone: Tone;
  readonly words: string;
  /** Id of its healthy run. */
  readonly run?: string;
}

export interface DifferenceShown {
  readonly of: string;
  readonly seen: readonly { readonly cell: string; readonly words: string; readonly run?: string }[];
}

/** A job and a fault; in each cell of the matrix, in their order, what became of it. Empty where it was not struck there. */
export interface VariedRow {
  readonly job: string;
  readonly at: string;
  readonly fault: string;
  readonly differs: boolean;
  readonly cells: readonly (readonly CellShown[])[];
}
