import type { RunReport } from '../model/run-report.ts';
import { scenariosHtml } from '../reporters/html/html.ts';
import { type reportersNamed, tell } from './reporters.ts';
import { contextOf } from './stored-report.ts';
import { tryToWritePage } from './write-page.ts';

/** Writes the page beside the report of a run of scenarios. */
export function writeRunPage(report: RunReport): void {
  const context = contextOf(report.folder);
  tryToWritePage(report.folder, () => scenariosHtml({ report, ...context }, context.template()));
}

/** The same, and tells it. */
export async function tellRun(
  report: RunReport,
  reporters: Awaited<ReturnType<typeof reportersNamed<RunReport>>>,
): Promise<void> {
  writeRunPage(report);
  await tell(reporters, report, contextOf(report.folder));
}
