import { existsSync, globSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { RECORD_FILE } from '../history/smoke-records.ts';
import { MATRIX_FILE, newestFirst, REPORT_FILE, STORED } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import { schemaOf } from '../model/format/read.ts';
import { PAGE_FILE } from './write-page.ts';

/** A report as it is stored, of whatever kind. */
export interface FoundReport {
  /** Where it is, with its histories. */
  readonly folder: string;
  readonly file: string;
  readonly text: string;
  readonly schema: unknown;
  readonly report: unknown;
}

/**
 * The report that somebody names: its file, its folder, a folder below that of all runs, the name of a playbook there (its newest), or
 * `latest` (the newest of all). Throws a usage error, with those there are, where it finds none.
 */
export function findReport(wanted: string, runs: string): FoundReport {
  const file = fileOf(wanted, runs);
  if (file === undefined) throw notFound(wanted, runs);
  const text = readFileSync(file, 'utf8');
  const report = parsed(text, file);
  return { folder: dirname(realpathSync(file)), file, text, report, schema: schemaOf(report) };
}

function fileOf(wanted: string, runs: string): string | undefined {
  if (wanted === 'latest') return reportsIn(runs)[0];
  for (const place of [wanted, join(runs, wanted)]) {
    if (!existsSync(place)) continue;
    if (statSync(place).isFile()) return basename(place).endsWith('.json') ? place : undefined;
    for (const folder of [place, join(place, 'latest')])
      for (const file of [REPORT_FILE, MATRIX_FILE, RECORD_FILE])
        if (existsSync(join(folder, file))) return join(folder, file);
  }
  return undefined;
}

function reportsIn(runs: string): readonly string[] {
  return newestFirst(runs, [STORED.reports, STORED.matrices, STORED.smokes]);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ReapcheckError({
      code: 'bad-report',
      kind: 'usage',
      what: 'this report is not JSON: it is cut off, or no report',
      where: { file, line: 1 },
      expected: `a ${REPORT_FILE} as reapcheck writes it`,
      seen: (cause as Error).message,
      remedy: `name another run, or drill again${leftOf(file)}`,
      cause,
    });
  }
}

/** What there is to see all the same: the page of its own time, and the histories. */
function leftOf(file: string): string {
  const folder = dirname(realpathSync(file));
  const page = join(folder, PAGE_FILE);
  const histories = globSync('{baseline,trials/*}/history.jsonl', { cwd: folder }).length;
  return [
    ...(existsSync(page) ? [`; the page as it was written then: ${page}`] : []),
    ...(histories > 0 ? [`; its histories are there still (${histories} in ${folder})`] : []),
  ].join('');
}

function notFound(wanted: string, runs: string): ReapcheckError {
  const there = [...new Set(reportsIn(runs).map((file) => relative(runs, dirname(dirname(file)))))];
  return new ReapcheckError({
    code: 'no-such-run',
    kind: 'usage',
    what:
      wanted === 'latest' ? `there is no report in ${resolve(runs)} yet` : `there is no report of a run "${wanted}"`,
    expected: `latest, a ${REPORT_FILE}, the folder of a run, or one of those in ${resolve(runs)}: ${there.join(', ') || 'none'}`,
    remedy: 'reapcheck drill PLAYBOOK makes one; --runs names the folder where runs are kept',
  });
}
