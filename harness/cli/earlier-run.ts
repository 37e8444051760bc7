import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { newestFirst, REPORT_FILE } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import { reportFrom } from '../model/format/read.ts';
import { runFormat } from '../model/format/run.ts';
import type { RunReport } from '../model/run-report.ts';
import { gitStored, isOfGit } from './git-stored.ts';
import { RUN_SCHEMA, schemaOf } from './stored-report.ts';

export interface KeptRun {
  readonly file: string;
  readonly report: RunReport;
}

/**
 * The earlier run of scenarios that `--since` names: a file, the folder of a run, `latest` (the newest that can be read), or `REF:FILE` of git. Throws a
 * usage error for what is no whole report of one.
 */
export async function earlierRun(wanted: string, runs: string, cwd = process.cwd()): Promise<KeptRun> {
  if (wanted === 'latest') {
    for (const file of newestFirst(join(runs, 'scenarios'), [`[0-9]*/${REPORT_FILE}`])) {
      const read = runIn(readFileSync(file, 'utf8'));
      if ('report' in read) return { file, report: read.report };
    }
    throw unusable(wanted, `no run of scenarios in ${runs} has left a report that can be read`);
  }
  if (isOfGit(wanted)) {
    const stored = await gitStored(wanted, cwd);
    return keptRun(wanted, wanted, 'text' in stored ? stored.text : new Error(stored.why));
  }
  const file = existsSync(wanted) && statSync(wanted).isDirectory() ? join(wanted, REPORT_FILE) : wanted;
  return keptRun(wanted, file, textOf(file));
}

function keptRun(wanted: string, file: string, text: string | Error): KeptRun {
  if (typeof text !== 'string') throw unusable(wanted, text.message);
  const read = runIn(text);
  if ('misfit' in read) throw unusable(wanted, `${file}: ${read.misfit}`);
  return { file, report: read.report };
}

function textOf(file: string): string | Error {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return error as Error;
  }
}

function runIn(text: string): { readonly report: RunReport } | { readonly misfit: string } {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    return { misfit: `it is not JSON, it may be cut off: ${(error as Error).message}` };
  }
  const schema = schemaOf(stored);
  if (schema !== RUN_SCHEMA)
    return { misfit: `it says ${JSON.stringify(schema)}, and this version reads ${RUN_SCHEMA}` };
  return reportFrom<RunReport>(runFormat, stored);
}

function unusable(wanted: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-earlier-report',
    kind: 'usage',
    what: `--since ${wanted}: there is no report of a run of scenarios to go by`,
    expected:
      'a report.json of reapcheck run, its folder, latest, or REF:FILE as git names one that is stored in a commit',
    seen,
    remedy: 'name one that is there, or leave --since out',
  });
}
