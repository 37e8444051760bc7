import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { latestRun } from '../history/store.ts';
import { newestFirst, REPORT_FILE } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import type { DrillReport } from '../model/report.ts';
import { gitStored, isOfGit } from './git-stored.ts';
import { DRILL_SCHEMA, drillFrom } from './stored-report.ts';

/** The report of a drill, and where it lies by now. */
export interface KeptDrill {
  readonly file: string;
  /** With its histories. */
  readonly folder: string;
  readonly report: DrillReport;
}

/** What asks for an earlier report, in the words of the command line, such as `--since latest`. */
export interface AskedReport {
  readonly option: string;
  /** A file, the folder of a run, or `latest`: the newest of this playbook in the folder of runs. */
  readonly wanted: string;
  readonly runs: string;
  readonly playbook: string;
  /** Where git is asked for a file of a commit. */
  readonly cwd?: string;
}

/** Read before anything runs. Throws a usage error for what is no whole report of a drill. */
export function earlierReport(asked: AskedReport): KeptDrill {
  const { wanted, runs, playbook } = asked;
  if (wanted === 'latest') {
    const found = newestDrill(runs, playbook);
    if (found) return found;
  }
  const named = wanted === 'latest' ? latestRun(runs, playbook) : wanted;
  return keptDrill(named, (seen, remedy) => unusable(asked, seen, remedy));
}

/** The same of what may be stored in git as well: `REF:FILE`. Its histories are wherever it was made. */
export async function comparedReport(asked: AskedReport): Promise<Pick<KeptDrill, 'file' | 'report'>> {
  const { wanted } = asked;
  if (!isOfGit(wanted)) return earlierReport(asked);
  const refuse: Refuse = (seen, remedy) => unusable(asked, seen, remedy);
  const stored = await gitStored(wanted, asked.cwd ?? process.cwd());
  if ('why' in stored) throw refuse(stored.why, 'name a file that the commit has, from where the repository begins');
  return { file: wanted, report: drillIn(wanted, stored.text, refuse) };
}

/** The report in this file or folder. `refuse` makes the error of what is none. */
export function keptDrill(named: string, refuse: Refuse): KeptDrill {
  const inFolder = existsSync(named) && statSync(named).isDirectory();
  const file = inFolder ? join(realpathSync(named), REPORT_FILE) : named;
  return {
    file,
    folder: dirname(existsSync(file) ? realpathSync(file) : file),
    report: drillIn(file, textOf(file, refuse), refuse),
  };
}

type Refuse = (seen: string, remedy: string) => ReapcheckError;

function textOf(file: string, refuse: Refuse): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(`${file}: ${(error as Error).message}`, 'check the path, or drill the playbook first');
  }
}

function drillIn(file: string, text: string, refuse: Refuse): DrillReport {
  const report = parsed(text, file, refuse);
  if (report?.schema !== DRILL_SCHEMA)
    throw refuse(`${file} says ${JSON.stringify(report?.schema)}`, `name a report of this version (${DRILL_SCHEMA})`);
  const read = drillFrom(report);
  if ('misfit' in read) throw refuse(`${file} lacks a part: ${read.misfit}`, 'name a report as a drill has written it');
  return read.report;
}

/** The last drill of a playbook that has left a report which can be read. Playbooks of one name share a folder of runs. */
export function newestDrill(runs: string, playbook: string): KeptDrill | undefined {
  const home = dirname(latestRun(runs, playbook));
  for (const file of newestFirst(home, [`[0-9]*/${REPORT_FILE}`])) {
    try {
      const kept = keptDrill(file, (seen, remedy) => unusable({ option: file }, seen, remedy));
      if (isOf(kept.report, playbook)) return kept;
    } catch (error) {
      if (!(error instanceof ReapcheckError)) throw error;
    }
  }
  return undefined;
}

export function isOf({ playbook: drilled }: DrillReport, playbook: string): boolean {
  return resolve(drilled) === resolve(playbook);
}

function parsed(text: string, file: string, refuse: Refuse): Partial<DrillReport> | null {
  try {
    return JSON.parse(text) as Partial<DrillReport> | null;
  } catch (error) {
    throw refuse(
      `${file} is not JSON, it may be cut off: ${(error as Error).message}`,
      'name a report.json as a drill has written it',
    );
  }
}

function unusable({ option }: Pick<AskedReport, 'option'>, seen: string, remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-earlier-report',
    kind: 'usage',
    what: `${option}: there is no report of a drill to go by`,
    expected:
      'a report.json, the folder of a run, or latest; with --since, REF:FILE as well, as git names a file of a commit',
    seen,
    remedy,
  });
}
