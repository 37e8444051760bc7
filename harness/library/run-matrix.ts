import { join, relative, resolve } from 'node:path';
import { type ShownFact, whatItShowed } from '../checks/what-it-showed.ts';
import type { RunProgress } from '../engine/progress.ts';
import { project } from '../history/project.ts';
import { RunStore } from '../history/store.ts';
import { MATRIX_FILE } from '../history/stored-reports.ts';
import { storedRun } from '../history/stored-run.ts';
import type { Axes, Cell } from '../model/matrix.ts';
import type { RunCellResult, RunMatrixReport } from '../model/run-matrix.ts';
import { countsOf, type RunReport } from '../model/run-report.ts';
import type { Scenario } from '../model/scenario.ts';
import { worstOf } from '../plan/matrix.ts';
import { runDifferencesOf } from '../plan/run-matrix.ts';
import { elapsed } from '../time/clock.ts';
import { type CellEnd, overCells } from './over-cells.ts';
import { runScenarios, type ScenariosOptions } from './scenarios.ts';
import { contextOf } from './where.ts';

export interface RunMatrixOptions extends Omit<ScenariosOptions, 'since' | 'keep' | 'progress'> {
  readonly axes: Axes;
  /** Before the run of a cell; returns what is to be told of it. */
  readonly onCell: (cell: Cell) => Partial<RunProgress>;
  /** After it, with its report, if it has one. */
  readonly onCellEnded: (cell: Cell, report: RunReport | undefined) => Promise<void>;
}

/**
 * All scenarios in each cell, one cell after another; the report is stored after each. A cell that can't be had (no such ansible-core, no
 * such image) is unknown, with the reason. Throws when the signal aborts.
 */
export async function runScenarioMatrix(
  scenarios: readonly Scenario[],
  order: RunMatrixOptions,
): Promise<RunMatrixReport> {
  const { axes, onCell, onCellEnded, ...options } = order;
  const began = elapsed();
  const startedAt = new Date();
  const { cwd } = contextOf(options);
  const store = new RunStore(resolve(cwd, options.runs ?? 'runs'), 'scenarios-matrix', startedAt);
  const known = new Map<string, readonly ShownFact[] | undefined>();
  return await overCells<RunReport, RunMatrixReport>({
    axes,
    onCellEnded,
    signal: options.signal,
    run: async (cell) => await runScenarios(scenarios, { ...options, ...cell, progress: onCell(cell) }),
    reported: (all) => {
      const cells = all.map((one) => resultOf(one, store.folder));
      const ran = all.flatMap((one) =>
        'run' in one
          ? [{ cell: one.cell, report: one.run, shown: (run: string) => shownIn(join(one.run.folder, run), known) }]
          : [],
      );
      const report: RunMatrixReport = {
        schema: 'reapcheck/run-matrix/1',
        startedAt: startedAt.toISOString(),
        wallMs: Math.round(elapsed() - began),
        folder: store.folder,
        axes,
        differences: runDifferencesOf(scenarios, ran, store.folder),
        cells,
        verdict: worstOf(cells),
      };
      store.write(MATRIX_FILE, `${JSON.stringify(report, null, 2)}\n`);
      return report;
    },
  });
}

/** Undefined of a history that is cut off: what it lacks would look like what did not run. Each is read once. */
function shownIn(
  folder: string,
  known: Map<string, readonly ShownFact[] | undefined>,
): readonly ShownFact[] | undefined {
  if (!known.has(folder)) {
    const { history, lacks } = storedRun(folder);
    known.set(folder, lacks === undefined ? whatItShowed(project(history)) : undefined);
  }
  return known.get(folder);
}

function resultOf(one: CellEnd<RunReport>, folder: string): RunCellResult {
  const { cell } = one;
  if ('because' in one) return { cell, verdict: 'unknown', because: one.because };
  const { verdict, coreVersion, wallMs, results } = one.run;
  return { cell, verdict, coreVersion, counts: countsOf(results), wallMs, folder: relative(folder, one.run.folder) };
}
