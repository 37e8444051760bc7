import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAULTS } from '../faults/catalogue.ts';
import { RECORD_FILE } from '../history/smoke-records.ts';
import { REPORT_FILE } from '../history/stored-reports.ts';
import { type StoredRun, storedRun } from '../history/stored-run.ts';
import { ReapcheckError } from '../model/error.ts';
import { drillFormat } from '../model/format/drill.ts';
import { type Read, reportFrom, schemaOf } from '../model/format/read.ts';
import { runFormat } from '../model/format/run.ts';
import type { MatrixReport } from '../model/matrix.ts';
import type { DrillReport } from '../model/report.ts';
import type { RunMatrixReport } from '../model/run-matrix.ts';
import type { RunReport } from '../model/run-report.ts';
import type { SmokeRecord } from '../model/smoke.ts';
import { drillHtml } from '../reporters/html/html.ts';
import type { ReporterContext } from '../reporters/reporter.ts';
import { mayColour } from './colour.ts';
import { ownVersion, packageRoot } from './package-root.ts';

export const DRILL_SCHEMA: DrillReport['schema'] = 'reapcheck/drill/3';
export const RUN_SCHEMA: RunReport['schema'] = 'reapcheck/run/1';
export const MATRIX_SCHEMA: MatrixReport['schema'] = 'reapcheck/matrix/1';
export const RUN_MATRIX_SCHEMA: RunMatrixReport['schema'] = 'reapcheck/run-matrix/1';
export const SMOKE_SCHEMA: SmokeRecord['schema'] = 'reapcheck/smoke/1';

/** More of them tell nothing more of how runtimes go. */
const MOST_EARLIER = 20;

export function drillFrom(stored: unknown): Read<DrillReport> {
  return reportFrom(drillFormat, stored);
}

/** What reporters may know besides a report whose histories are in `folder`. Each history is read once, and only if it is asked for. */
export function contextOf(folder: string, cwd = process.cwd()): ReporterContext {
  const read = new Map<string, StoredRun>();
  return {
    cwd,
    colour: mayColour(process.stdout),
    version: ownVersion(),
    run: (name) => {
      const known = read.get(name) ?? storedRun(join(folder, name));
      read.set(name, known);
      return known;
    },
    drill: (name) => reportIn(drillFormat, join(folder, name)),
    scenarios: (name) => reportIn(runFormat, join(folder, name)),
    earlier: () => earlierDrills(folder),
    earlierSmokes: () => earlierSmokes(folder),
    faultDoes: (name) => FAULTS.find((fault) => fault.name === name)?.summary,
    template: pageTemplate,
  };
}

/** The page of a drill. */
export function drillPageOf(report: DrillReport, context: ReporterContext): string {
  return drillHtml({ report, ...context, earlier: context.earlier() }, context.template());
}

/** Undefined where there is no report of this kind that this version reads. */
function reportIn<Report extends object>(format: Parameters<typeof reportFrom>[0], folder: string): Report | undefined {
  try {
    const read = reportFrom<Report>(format, JSON.parse(readFileSync(join(folder, REPORT_FILE), 'utf8')));
    return 'report' in read ? read.report : undefined;
  } catch {
    return undefined;
  }
}

function earlierDrills(folder: string): readonly DrillReport[] {
  return earlierIn(folder, REPORT_FILE).filter((one): one is DrillReport => schemaOf(one) === DRILL_SCHEMA);
}

function earlierSmokes(folder: string): readonly SmokeRecord[] {
  return earlierIn(folder, RECORD_FILE).filter((one): one is SmokeRecord => schemaOf(one) === SMOKE_SCHEMA);
}

/** What was stored of the same playbook before: the folders are beside this one, and their names are times. */
function earlierIn(folder: string, file: string): readonly unknown[] {
  const home = dirname(folder);
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .filter((name) => /^\d{4}-/.test(name) && join(home, name) < folder)
    .toSorted()
    .slice(-MOST_EARLIER)
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(home, name, file), 'utf8')) as unknown];
      } catch {
        return [];
      }
    });
}

/** The page as it was built, without a report in it. */
function pageTemplate(): string {
  const file = join(packageRoot(), 'dist', 'report-page.html');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new ReapcheckError({
    code: 'page-not-built',
    kind: 'environment',
    what: 'the page of the HTML report has not been built',
    expected: file,
    remedy: 'npm install, or npm run build, in the checkout of reapcheck',
  });
}
