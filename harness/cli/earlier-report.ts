import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { latestRun } from '../history/store.ts';
import { ReapcheckError } from '../model/error.ts';
import type { DrillReport } from '../model/report.ts';
import { DRILL_SCHEMA, drillFrom } from './stored-report.ts';

/**
 * The report that `--since` names: a file, the folder of a run, or `latest`, the newest of this playbook in the folder of runs. Read before
 * anything runs. Throws a usage error for what is no whole report of a drill.
 */
export function earlierReport(since: string, runs: string, playbook: string): { file: string; report: DrillReport } {
  const named = since === 'latest' ? latestRun(runs, playbook) : since;
  const file = existsSync(join(named, 'report.json')) ? join(realpathSync(named), 'report.json') : named;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable(since, `${file}: ${(error as Error).message}`, 'drill the playbook once without --since');
  }
  const report = parsed(text, since, file);
  if (report.schema !== DRILL_SCHEMA)
    throw unusable(
      since,
      `${file} says ${JSON.stringify(report.schema)}`,
      `name a report of this version (${DRILL_SCHEMA})`,
    );
  const read = drillFrom(report);
  if ('misfit' in read)
    throw unusable(since, `${file} lacks a part: ${read.misfit}`, 'name a report as a drill has written it');
  return { file, report };
}

/** The last drill of a playbook; undefined where none has left a report that can be read. */
export function lastReport(runs: string, playbook: string): DrillReport | undefined {
  try {
    return earlierReport('latest', runs, playbook).report;
  } catch (error) {
    if (error instanceof ReapcheckError) return undefined;
    throw error;
  }
}

function parsed(text: string, since: string, file: string): DrillReport {
  try {
    return JSON.parse(text) as DrillReport;
  } catch (error) {
    throw unusable(
      since,
      `${file} is not JSON: ${(error as Error).message}`,
      'name a report.json as a drill has written it',
    );
  }
}

function unusable(since: string, seen: string, remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-earlier-report',
    kind: 'usage',
    what: `--since ${since}: there is no report of a drill to compare with`,
    expected: 'a report.json, the folder of a run, or latest',
    seen,
    remedy,
  });
}
