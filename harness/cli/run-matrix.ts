import { type RunMatrixOptions, runScenarioMatrix } from '../library/run-matrix.ts';
import { cellName } from '../model/matrix.ts';
import type { Scenario } from '../model/scenario.ts';
import { runMatrixHtml } from '../reporters/html/html.ts';
import { RUN_MATRIX_REPORTERS } from '../reporters/matrix/scenarios.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { AskedReporter } from './reporter-options.ts';
import { reportersNamed, tell } from './reporters.ts';
import { scenariosProgress } from './scenarios-progress.ts';
import { contextOf } from './stored-report.ts';
import { writeRunPage } from './tell-run.ts';
import { tryToWritePage } from './write-page.ts';

/** Runs the scenarios in each cell, and tells of all of them; returns the exit code of the worst. */
export async function runMatrixOfScenarios(
  scenarios: readonly Scenario[],
  asked: readonly AskedReporter[],
  options: Omit<RunMatrixOptions, 'onCell' | 'onCellEnded'>,
): Promise<number> {
  const reporters = await reportersNamed(asked, process.cwd(), RUN_MATRIX_REPORTERS);
  const report = await runScenarioMatrix(scenarios, {
    ...options,
    onCell: (cell) => {
      console.error(`reapcheck: ${cellName(cell)}`);
      return scenariosProgress();
    },
    onCellEnded: async (_cell, cellReport) => {
      if (cellReport) writeRunPage(cellReport);
    },
  });
  const context = contextOf(report.folder);
  tryToWritePage(report.folder, () => runMatrixHtml({ report, ...context }, context.template()));
  await tell(reporters, report, context);
  return exitCodeOf(report.verdict);
}
