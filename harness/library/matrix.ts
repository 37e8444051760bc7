import { relative, resolve } from 'node:path';
import type { DrillProgress } from '../engine/progress.ts';
import { RunStore } from '../history/store.ts';
import { MATRIX_FILE } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Axes, Cell, CellResult, MatrixReport } from '../model/matrix.ts';
import type { DrillReport } from '../model/report.ts';
import { cellsOf, type DrilledCell, differencesOf, worstOf } from '../plan/matrix.ts';
import { elapsed } from '../time/clock.ts';
import type { DrillOptions } from './drill-options.ts';
import type { Drilled } from './read-drilled.ts';
import { ReadyDrill } from './ready-drill.ts';
import { contextOf } from './where.ts';

export interface MatrixOptions extends DrillOptions {
  readonly axes: Axes;
  /** Before the drill of a cell; returns what is to be told of it. */
  readonly onCell: (cell: Cell) => DrillProgress;
  /** After it, with its report, if it has one. */
  readonly onCellEnded: (cell: Cell, report: DrillReport | undefined) => Promise<void>;
}

/**
 * One drill for each cell, one after another; the report is stored after each. A cell that can't be had (no such ansible-core, no such
 * image, a healthy run that shows nothing) is unknown, with the reason. Throws when the signal aborts.
 */
export async function drillMatrix(drilled: Drilled, options: MatrixOptions): Promise<MatrixReport> {
  const began = elapsed();
  const startedAt = new Date();
  const { cwd } = contextOf(options);
  const store = new RunStore(resolve(cwd, options.runs ?? 'runs'), matrixOf(drilled.playbook), startedAt);
  const results: CellResult[] = [];
  const drills: DrilledCell[] = [];
  const cells = cellsOf(options.axes);
  const reported = (): MatrixReport => {
    const open = cells.slice(results.length).map((cell) => unknown(cell, 'it was not run: the matrix was interrupted'));
    const all = [...results, ...open];
    const report: MatrixReport = {
      schema: 'reapcheck/matrix/1',
      playbook: drilled.playbook,
      startedAt: startedAt.toISOString(),
      wallMs: Math.round(elapsed() - began),
      folder: store.folder,
      axes: options.axes,
      differences: differencesOf(drills, store.folder),
      cells: all,
      verdict: worstOf(all),
    };
    store.write(MATRIX_FILE, `${JSON.stringify(report, null, 2)}\n`);
    return report;
  };
  for (const cell of cells) {
    const report = await drilledIn(cell, drilled, options);
    if (typeof report === 'string') results.push(unknown(cell, report));
    else {
      drills.push({ cell, report });
      results.push(resultOf(cell, report, store.folder));
    }
    await options.onCellEnded(cell, typeof report === 'string' ? undefined : report);
    reported();
    options.signal?.throwIfAborted();
  }
  return reported();
}

function matrixOf(playbook: string): string {
  return playbook.replace(/(\.[^./]*)?$/, '-matrix$1');
}

/** The drill of one cell, or why there is none. */
async function drilledIn(
  cell: Cell,
  drilled: Drilled,
  { axes: _, onCell, ...options }: MatrixOptions,
): Promise<DrillReport | string> {
  try {
    const progress = onCell(cell);
    await using ready = await ReadyDrill.open(drilled, { ...options, ...cell });
    return await ready.run(progress);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ReapcheckError) return error.message;
    throw error;
  }
}

function resultOf(cell: Cell, report: DrillReport, folder: string): CellResult {
  const { verdict, coreVersion, score, wallMs } = report;
  return { cell, verdict, coreVersion, score, wallMs, folder: relative(folder, report.folder) };
}

function unknown(cell: Cell, because: string): CellResult {
  return { cell, verdict: 'unknown', because };
}
