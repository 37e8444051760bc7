import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { latestRun } from '../history/store.ts';
import { newestFirst, REPORT_FILE } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import { drillFormat } from '../model/format/drill.ts';
import { type Read, reportInText } from '../model/format/read.ts';
import type { DrillReport } from '../model/report.ts';
import { gitStored, isCommit, isOfGit, reportOfCommit } from './git-stored.ts';
import { DRILL_SCHEMA } from './stored-report.ts';

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
}

/** The same of what git may have as well. */
export interface AskedOfGit extends AskedReport {
  /** Files that this command writes its report to as JSON. */
  readonly written?: readonly string[];
  /** Where git is asked. */
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

/** An earlier report to compare with: one of those, `REF:FILE`, or a commit, which is looked through. Its histories are wherever it was made. */
export async function comparedReport(asked: AskedOfGit): Promise<Pick<KeptDrill, 'file' | 'report'>> {
  const { wanted, runs, playbook, written = [], cwd = process.cwd() } = asked;
  const refuse: Refuse = (seen, remedy) => unusable(asked, seen, remedy);
  if (isOfGit(wanted)) {
    const stored = await gitStored(wanted, cwd);
    if ('why' in stored) throw refuse(stored.why, 'name a file that the commit has, from where the repository begins');
    return { file: wanted, report: drillIn(wanted, stored.text, refuse) };
  }
  if (wanted === 'latest' || existsSync(wanted)) return earlierReport(asked);
  if (!(await isCommit(wanted, cwd)))
    throw refuse(
      `${wanted} is no file here, and no commit that git knows`,
      'check the name, or drill the playbook first',
    );
  const places = { files: written, home: dirname(latestRun(runs, playbook)) };
  const found = await reportOfCommit(wanted, places, { cwd, read: (text) => drillOf(playbook, text) });
  if ('report' in found) return found;
  throw refuse(found.why, `commit one (--reporter json=FILE writes it), or name another file of it: ${wanted}:FILE`);
}

/** The report in this file or folder. `refuse` makes the error of what is none. */
export function keptDrill(named: string, refuse: Refuse): KeptDrill {
  const { file, folder, text } = keptText(named, refuse);
  return { file, folder, report: drillIn(file, text, refuse) };
}

/** The same of whatever kind, as it is stored. */
export function keptText(named: string, refuse: Refuse): Omit<KeptDrill, 'report'> & { readonly text: string } {
  const inFolder = existsSync(named) && statSync(named).isDirectory();
  const file = inFolder ? join(realpathSync(named), REPORT_FILE) : named;
  return { file, folder: dirname(existsSync(file) ? realpathSync(file) : file), text: textOf(file, refuse) };
}

export type Refuse = (seen: string, remedy: string) => ReapcheckError;

function textOf(file: string, refuse: Refuse): string {
  const text = textIn(file);
  if (typeof text === 'string') return text;
  throw refuse(`${file}: ${text.message}`, 'check the path, or drill the playbook first');
}

function textIn(file: string): string | Error {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return error as Error;
  }
}

function drillIn(file: string, text: string, refuse: Refuse): DrillReport {
  const read = drillInText(text);
  if ('report' in read) return read.report;
  throw refuse(`${file} ${read.misfit}`, 'name a report as a drill of this version has written it');
}

function drillInText(text: string): Read<DrillReport> {
  return reportInText<DrillReport>(text, DRILL_SCHEMA, drillFormat);
}

/** The same of one playbook only: others of its name may have theirs in the same folder. */
function drillOf(playbook: string, text: string): Read<DrillReport> {
  const read = drillInText(text);
  if ('misfit' in read || isOf(read.report, playbook)) return read;
  return { misfit: `is of another playbook, ${read.report.playbook}` };
}

/** The last drill of a playbook that has left a report which can be read. Playbooks of one name share a folder of runs. */
export function newestDrill(runs: string, playbook: string): KeptDrill | undefined {
  const home = dirname(latestRun(runs, playbook));
  for (const file of newestFirst(home, [`[0-9]*/${REPORT_FILE}`])) {
    const text = textIn(file);
    const read = typeof text === 'string' ? drillOf(playbook, text) : undefined;
    if (read && 'report' in read) return { file, folder: dirname(realpathSync(file)), report: read.report };
  }
  return undefined;
}

export function isOf({ playbook: drilled }: DrillReport, playbook: string): boolean {
  return resolve(drilled) === resolve(playbook);
}

function unusable({ option }: Pick<AskedReport, 'option'>, seen: string, remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-earlier-report',
    kind: 'usage',
    what: `${option}: there is no report of a drill to go by`,
    expected:
      'a report.json, the folder of a run, or latest; with --since, also a commit that has one, or REF:FILE as git names one of a commit',
    seen,
    remedy,
  });
}
