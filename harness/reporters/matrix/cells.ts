import { type Cell, cellName, type MatrixReport } from '../../model/matrix.ts';
import type { DrillReport } from '../../model/report.ts';

/** A cell of a matrix, and the report of its drill, or why there is none. */
export interface ToldCell {
  readonly name: string;
  readonly cell: Cell;
  /** Of its report and histories, relative to that of the matrix. */
  readonly folder?: string;
  readonly drill: DrillReport | undefined;
  readonly because: string;
}

/** All cells, those without a report among them: nothing is known there. */
export function toldCells(
  { cells }: MatrixReport,
  drill: (folder: string) => DrillReport | undefined,
): readonly ToldCell[] {
  return cells.map((one): ToldCell => {
    const of = { name: cellName(one.cell), cell: one.cell };
    if ('because' in one) return { ...of, drill: undefined, because: one.because };
    return { ...of, folder: one.folder, drill: drill(one.folder), because: `its report can't be read (${one.folder})` };
  });
}
