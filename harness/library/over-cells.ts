import { ReapcheckError } from '../model/error.ts';
import type { Axes, Cell } from '../model/matrix.ts';
import { cellsOf } from '../plan/matrix.ts';

/** A cell, and what came of it, or why nothing did. */
export type CellEnd<Run> = { readonly cell: Cell } & ({ readonly run: Run } | { readonly because: string });

export interface OverCells<Run, Report> {
  readonly axes: Axes;
  /** What it throws of the kinds that `ReapcheckError` has is why the cell is unknown. */
  readonly run: (cell: Cell) => Promise<Run>;
  readonly onCellEnded: (cell: Cell, run: Run | undefined) => Promise<void>;
  /** Makes and stores the report of all cells; those that have not come yet are among them. */
  readonly reported: (all: readonly CellEnd<Run>[]) => Report;
  readonly signal?: AbortSignal | undefined;
}

/** One cell after another; the report is stored after each. Throws when the signal aborts. */
export async function overCells<Run, Report>(order: OverCells<Run, Report>): Promise<Report> {
  const { run, onCellEnded, reported, signal } = order;
  const cells = cellsOf(order.axes);
  const ended: CellEnd<Run>[] = [];
  const all = (): readonly CellEnd<Run>[] => [
    ...ended,
    ...cells.slice(ended.length).map((cell) => ({ cell, because: 'it was not run: the matrix was interrupted' })),
  ];
  let report = reported(all());
  for (const cell of cells) {
    const end = await endOf(cell, run, signal);
    ended.push(end);
    await onCellEnded(cell, 'run' in end ? end.run : undefined);
    report = reported(all());
    signal?.throwIfAborted();
  }
  return report;
}

async function endOf<Run>(
  cell: Cell,
  run: (cell: Cell) => Promise<Run>,
  signal: AbortSignal | undefined,
): Promise<CellEnd<Run>> {
  try {
    return { cell, run: await run(cell) };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ReapcheckError) return { cell, because: error.message };
    throw error;
  }
}
