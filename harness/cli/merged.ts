import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_FILE } from '../history/stored-reports.ts';
import type { DrillReport } from '../model/report.ts';
import { type MergeWhere, mergeReports, type Part } from '../plan/merge.ts';
import { type reportersNamed, tell } from './reporters.ts';
import { contextOf, drillPageOf } from './stored-report.ts';
import { tryToWritePage } from './write-page.ts';

type DrillReporters = Awaited<ReturnType<typeof reportersNamed<DrillReport>>>;

/** Makes one report of the parts, stores it in the folder with its page beside it, and tells it. `file`: its name there. */
export async function tellMerged(
  parts: readonly [Part, ...Part[]],
  where: MergeWhere & { readonly file?: string },
  reporters: DrillReporters,
): Promise<DrillReport> {
  const { folder, file = REPORT_FILE } = where;
  const report = mergeReports(parts, where);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  const context = contextOf(folder);
  tryToWritePage(folder, () => drillPageOf(report, context));
  await tell(reporters, report, context);
  return report;
}
