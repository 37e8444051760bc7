import { type Cell, cellName } from '../../model/matrix.ts';

/** A cell as any kind of matrix has it. */
export type KeptCell = { readonly cell: Cell } & ({ readonly folder: string } | { readonly because: string });

/** A cell of a matrix, and the report of what was run in it, or why there is none. */
export interface ToldCell<Report> {
  readonly name: string;
  readonly cell: Cell;
  /** Of its report and histories, relative to that of the matrix. */
  readonly folder?: string;
  readonly report: Report | undefined;
  readonly because: string;
}

/** All cells, those without a report among them: nothing is known there. */
export function toldCells<Report>(
  cells: readonly KeptCell[],
  read: (folder: string) => Report | undefined,
): readonly ToldCell<Report>[] {
  return cells.map((one): ToldCell<Report> => {
    const of = { name: cellName(one.cell), cell: one.cell };
    if ('because' in one) return { ...of, report: undefined, because: one.because };
    return { ...of, folder: one.folder, report: read(one.folder), because: `its report can't be read (${one.folder})` };
  });
}
