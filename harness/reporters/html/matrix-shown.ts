import type { RunPage } from '../../model/drill-page.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import { cellName, type Seen } from '../../model/matrix.ts';
import type { DifferenceShown, MatrixCellShown, MatrixPage, VariedRow } from '../../model/matrix-page.ts';
import type { Verdict } from '../../model/verdict.ts';
import { count } from '../count.ts';
import type { ToldCell } from '../matrix/cells.ts';
import { timeWords } from './names.ts';
import { VERDICT_TONES } from './tones.ts';

/** What the pages of all matrices have in common. */

/** A cell that has a report. */
export interface ShownCell<Report> {
  readonly name: string;
  readonly cell: ToldCell<Report>['cell'];
  readonly report: Report;
  readonly folder: string;
  /** What the ids of its runs begin with: those of other cells have the same names. */
  readonly prefix: string;
}

export function shownCells<Report>(cells: readonly ToldCell<Report>[]): readonly ShownCell<Report>[] {
  return cells.flatMap(({ name, cell, report, folder }, index) =>
    report && folder !== undefined ? [{ name, cell, report, folder, prefix: `cell-${index + 1}-` }] : [],
  );
}

/** The page's head: of what was run, and what came of it. */
export function headOf(
  { startedAt, wallMs, verdict }: { readonly startedAt: string; readonly wallMs: number; readonly verdict: Verdict },
  cells: readonly ToldCell<unknown>[],
  differences: number,
): Pick<MatrixPage, 'schema' | 'verdict' | 'says' | 'facts'> {
  const open = cells.filter(({ report }) => !report).length;
  const says = [
    cells.length - open < 2
      ? 'What differs between cells can’t be told.'
      : differences === 0
        ? 'The cells show the same.'
        : `The cells differ in ${count(differences, 'thing')}.`,
    ...(open > 0 ? [`Of ${count(open, 'cell')} nothing is known.`] : []),
  ].join(' ');
  const facts = [
    { label: 'cells', value: String(cells.length) },
    { label: 'started', value: timeWords(startedAt) },
    { label: 'took', value: inSeconds(wallMs) },
  ];
  return { schema: 'reapcheck/matrix-page/1', verdict, says, facts };
}

/** Each cell in its order; `of`: what is told of one that has a report. */
export function cellsShown<Report>(
  cells: readonly ToldCell<Report>[],
  of: (one: ShownCell<Report>) => { readonly verdict: Verdict; readonly words: string; readonly run?: string },
): readonly MatrixCellShown[] {
  const shown = new Map(shownCells(cells).map((one) => [one.name, one]));
  return cells.map(({ name, because }): MatrixCellShown => {
    const one = shown.get(name);
    if (!one) return { name, verdict: 'unknown', tone: 'open', words: because, known: false };
    const told = of(one);
    return { name, tone: VERDICT_TONES[told.verdict], known: true, ...told };
  });
}

/** `runOf`: the id of the run that shows it. */
export function differenceShown(
  of: string,
  seen: readonly Seen[],
  runOf: (one: Seen) => string | undefined,
): DifferenceShown {
  return {
    of,
    seen: seen.map((one) => {
      const run = runOf(one);
      return { cell: cellName(one.cell), words: one.words, ...(run === undefined ? {} : { run }) };
    }),
  };
}

/** Those that differ first. */
export function inOrder(rows: readonly VariedRow[]): readonly VariedRow[] {
  return rows.toSorted((a, b) => Number(b.differs) - Number(a.differs));
}

/** What the runs of a page show, by their ids. */
export type RunPages = readonly (readonly [string, RunPage])[];
