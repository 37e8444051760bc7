import type { CellShown, Fact, RunHead, Tone } from './drill-page.ts';
import type { Verdict } from './verdict.ts';

/** What the page of a matrix shows, of drills or of scenarios, as `DrillPage` is what one drill's does. */
export interface MatrixPage {
  readonly schema: 'reapcheck/matrix-page/1';
  readonly verb: 'drill --matrix' | 'run --matrix';
  /** What was run. */
  readonly title: string;
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly cells: readonly MatrixCellShown[];
  readonly differences: readonly DifferenceShown[];
  readonly table: VariedTable;
  /** Of each cell all that its own page would show. */
  readonly runs: readonly RunHead[];
}

export interface MatrixCellShown {
  readonly name: string;
  readonly verdict: Verdict;
  readonly tone: Tone;
  readonly words: string;
  /** Whether there is a report of it. */
  readonly known: boolean;
  /** Id of its healthy run, if it is a drill. */
  readonly run?: string;
}

export interface DifferenceShown {
  readonly of: string;
  readonly seen: readonly { readonly cell: string; readonly words: string; readonly run?: string }[];
}

export interface VariedTable {
  /** What its rows are, all of them and one. */
  readonly heading: string;
  readonly rowsAre: string;
  readonly rows: readonly VariedRow[];
}

/** A job and a fault, or a run of a scenario; in each cell of the matrix, in their order, what became of it. Empty where there was none. */
export interface VariedRow {
  readonly name: string;
  readonly at: string;
  readonly differs: boolean;
  readonly cells: readonly (readonly CellShown[])[];
}
