import type { DrillOptions } from '../library/drill-options.ts';
import { drillMatrix } from '../library/matrix.ts';
import type { Drilled } from '../library/read-drilled.ts';
import { type Axes, cellName } from '../model/matrix.ts';
import { matrixHtml } from '../reporters/html/html.ts';
import { MATRIX_REPORTERS } from '../reporters/matrix/drills.ts';
import type { DrillFlags } from './drill-flags.ts';
import { exitCodeOf } from './exit-codes.ts';
import { refuseBesideMatrix } from './matrix-axes.ts';
import { showProgress } from './progress.ts';
import { reportersAsked } from './reporter-options.ts';
import { reportersNamed, tell } from './reporters.ts';
import type { ShownProgress } from './shown-progress.ts';
import { contextOf, drillPageOf } from './stored-report.ts';
import { tryToWritePage } from './write-page.ts';

/** Options that are of one drill. */
const OF_ONE = ['planOnly', 'plan', 'shard', 'resume', 'incremental', 'lastFailed', 'since', 'list', 'suggestStubs'];

/** Throws a usage error for what a matrix of drills can't have, or varies itself. */
export function refuseInMatrix(flags: DrillFlags, axes: Axes): void {
  refuseBesideMatrix(flags, axes, OF_ONE);
}

/** Drills each cell, and tells of all of them; returns the exit code of the worst. */
export async function runMatrix(
  drilled: Drilled,
  axes: Axes,
  flags: DrillFlags,
  options: DrillOptions,
): Promise<number> {
  const reporters = await reportersNamed(reportersAsked(flags), process.cwd(), MATRIX_REPORTERS);
  let shown: ShownProgress | undefined;
  const report = await drillMatrix(drilled, {
    ...options,
    axes,
    onCell: (cell) => {
      console.error(`reapcheck: ${cellName(cell)}`);
      shown = showProgress({ json: flags.json === true, playbook: drilled.playbook });
      return shown;
    },
    onCellEnded: async (_cell, cellReport) => {
      await shown?.stopped();
      if (!cellReport) return;
      const context = contextOf(cellReport.folder);
      tryToWritePage(cellReport.folder, () => drillPageOf(cellReport, context));
    },
  });
  const context = contextOf(report.folder);
  tryToWritePage(report.folder, () => matrixHtml({ report, ...context }, context.template()));
  await tell(reporters, report, context);
  return exitCodeOf(report.verdict);
}
