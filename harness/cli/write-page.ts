import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import type { DrillReport } from '../model/report.ts';
import type { ReporterContext } from '../reporters/drill/reporter.ts';
import { drillHtml } from '../reporters/html/html.ts';

const PAGE_FILE = 'report.html';

/** Writes the page of a drill beside its report; returns where. */
export function writePage(folder: string, report: DrillReport, context: ReporterContext): string {
  const file = join(folder, PAGE_FILE);
  writeFileSync(file, drillHtml({ report, ...context, earlier: context.earlier() }, context.template()), {
    mode: 0o600,
  });
  return file;
}

/** The same at the end of a drill: its verdict is out, and no page is worth another. */
export function tryToWritePage(
  folder: string,
  report: DrillReport,
  context: ReporterContext,
  say: (text: string) => void,
): void {
  try {
    writePage(folder, report, context);
  } catch (error) {
    if (!(error instanceof ReapcheckError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    say(`no ${PAGE_FILE}: ${(error as Error).message}`);
  }
}
