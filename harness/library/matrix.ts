import { relative, resolve } from 'node:path';
import type { DrillProgress } from '../engine/progress.ts';
import { RunStore } from '../history/store.ts';
import { MATRIX_FILE } from '../history/stored-reports.ts';
import type { Axes, Cell, CellResult, MatrixReport } from '../model/matrix.ts';
import type { DrillReport } from '../model/report.ts';
import { differencesOf, worstOf } from '../plan/matrix.ts';
import { elapsed } from '../time/clock.ts';
import type { DrillOptions } from './drill-options.ts';
import { type CellEnd, overCells } from './over-cells.ts';
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
export async function drillMatrix(drilled: Drilled, order: MatrixOptions): Promise<MatrixReport> {
  const { axes, onCell, onCellEnded, ...options } = order;
  const began = elapsed();
  const startedAt = new Date();
  const { cwd } = contextOf(options);
  const store = new RunStore(resolve(cwd, options.runs ?? 'runs'), matrixOf(drilled.playbook), startedAt);
  return await overCells<DrillReport, MatrixReport>({
    axes,
    onCellEnded,
    signal: options.signal,
    run: async (cell) => {
      const progress = onCell(cell);
      await using ready = await ReadyDrill.open(drilled, { ...options, ...cell });
      return await ready.run(progress);
    },
    reported: (all) => {
      const cells = all.map((one) => resultOf(one, store.folder));
      const drills = all.flatMap((one) => ('run' in one ? [{ cell: one.cell, report: one.run }] : []));
      const report: MatrixReport = {
        schema: 'reapcheck/matrix/1',
        playbook: drilled.playbook,
        startedAt: startedAt.toISOString(),
        wallMs: Math.round(elapsed() - began),
        folder: store.folder,
        axes,
        differences: differencesOf(drills, store.folder),
        cells,
        verdict: worstOf(cells),
      };
      store.write(MATRIX_FILE, `${JSON.stringify(report, null, 2)}\n`);
      return report;
    },
  });
}

function matrixOf(playbook: string): string {
  return playbook.replace(/(\.[^./]*)?$/, '-matrix$1');
}

function resultOf(one: CellEnd<DrillReport>, folder: string): CellResult {
  const { cell } = one;
  if ('because' in one) return { cell, verdict: 'unknown', because: one.because };
  const { verdict, coreVersion, score, wallMs } = one.run;
  return { cell, verdict, coreVersion, score, wallMs, folder: relative(folder, one.run.folder) };
}
