import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { newestFirst, REPORT_FILE } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import { type Read, reportInText } from '../model/format/read.ts';
import { runFormat } from '../model/format/run.ts';
import type { RunReport } from '../model/run-report.ts';
import { gitStored, isCommit, isOfGit, reportOfCommit } from './git-stored.ts';
import { RUN_SCHEMA } from './stored-report.ts';

export interface KeptRun {
  readonly file: string;
  readonly report: RunReport;
}

/** What `--since` asks for, in the words of the command line. */
export interface AskedRun {
  /** A file, the folder of a run, `latest` (the newest that can be read), `REF:FILE`, or a commit of git. */
  readonly wanted: string;
  readonly runs: string;
  /** Files that this command writes its report to as JSON. */
  readonly written?: readonly string[];
  /** Where git is asked. */
  readonly cwd?: string;
}

/** The earlier run of scenarios that `--since` names. Throws a usage error for what is no whole report of one. */
export async function earlierRun({ wanted, runs, written = [], cwd = process.cwd() }: AskedRun): Promise<KeptRun> {
  const home = join(runs, 'scenarios');
  if (wanted === 'latest') {
    for (const file of newestFirst(home, [`[0-9]*/${REPORT_FILE}`])) {
      const read = runIn(readFileSync(file, 'utf8'));
      if ('report' in read) return { file, report: read.report };
    }
    throw unusable(wanted, `no run of scenarios in ${runs} has left a report that can be read`);
  }
  if (isOfGit(wanted)) {
    const stored = await gitStored(wanted, cwd);
    return keptRun(wanted, wanted, 'text' in stored ? stored.text : new Error(stored.why));
  }
  if (!existsSync(wanted)) {
    if (!(await isCommit(wanted, cwd))) throw unusable(wanted, 'it is no file here, and no commit that git knows');
    const found = await reportOfCommit(wanted, { files: written, home }, { cwd, read: runIn });
    if ('why' in found) throw unusable(wanted, found.why);
    return found;
  }
  const file = existsSync(wanted) && statSync(wanted).isDirectory() ? join(wanted, REPORT_FILE) : wanted;
  return keptRun(wanted, file, textOf(file));
}

function keptRun(wanted: string, file: string, text: string | Error): KeptRun {
  if (typeof text !== 'string') throw unusable(wanted, text.message);
  const read = runIn(text);
  if ('misfit' in read) throw unusable(wanted, `${file} ${read.misfit}`);
  return { file, report: read.report };
}

function textOf(file: string): string | Error {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return error as Error;
  }
}

function runIn(text: string): Read<RunReport> {
  return reportInText<RunReport>(text, RUN_SCHEMA, runFormat);
}

function unusable(wanted: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-earlier-report',
    kind: 'usage',
    what: `--since ${wanted}: there is no report of a run of scenarios to go by`,
    expected:
      'a report.json of reapcheck run, its folder, latest, a commit that has one, or REF:FILE as git names one of a commit',
    seen,
    remedy: 'name one that is there, or leave --since out',
  });
}
