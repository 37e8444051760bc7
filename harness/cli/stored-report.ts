import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type StoredRun, storedRun } from '../history/stored-run.ts';
import { ReapcheckError } from '../model/error.ts';
import { drillFormat } from '../model/format/drill.ts';
import { type Read, reportFrom } from '../model/format/read.ts';
import type { DrillReport } from '../model/report.ts';
import { drillHtml } from '../reporters/html/html.ts';
import type { ReporterContext } from '../reporters/reporter.ts';
import { mayColour } from './colour.ts';
import { ownVersion, packageRoot } from './package-root.ts';

export const DRILL_SCHEMA: DrillReport['schema'] = 'reapcheck/drill/3';
export const REPORT_FILE = 'report.json';

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
    earlier: () => earlierDrills(folder),
    template: pageTemplate,
  };
}

/** The page of a drill. */
export function drillPageOf(report: DrillReport, context: ReporterContext): string {
  return drillHtml({ report, ...context, earlier: context.earlier() }, context.template());
}

/** Of the same playbook: their folders are beside this one, and their names are times. What isn't a report of this version is left out. */
function earlierDrills(folder: string): readonly DrillReport[] {
  const home = dirname(folder);
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .filter((name) => /^\d{4}-/.test(name) && join(home, name) < folder)
    .toSorted()
    .slice(-MOST_EARLIER)
    .flatMap((name) => {
      try {
        const report = JSON.parse(readFileSync(join(home, name, REPORT_FILE), 'utf8')) as DrillReport;
        return report.schema === DRILL_SCHEMA ? [report] : [];
      } catch {
        return [];
      }
    });
}

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
