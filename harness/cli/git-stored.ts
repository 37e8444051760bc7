import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { REPORT_FILE } from '../history/stored-reports.ts';
import type { Read } from '../model/format/read.ts';
import { exec } from '../process/exec.ts';

/** `REF:FILE`, as git names a file of a commit; not a file that is there and has such a name. */
export function isOfGit(wanted: string): boolean {
  return !existsSync(wanted) && /^[^:]+:[^:]+$/.test(wanted);
}

/** The text of a file as a commit has it, or git's own words for why there is none. */
export async function gitStored(
  wanted: string,
  cwd: string,
): Promise<{ readonly text: string } | { readonly why: string }> {
  const { failed, stdout, output, why } = await exec('git', ['-C', cwd, 'show', '--end-of-options', wanted]);
  return failed ? { why: output.trim() || (why ?? 'git says nothing') } : { text: stdout };
}

/** Where a command leaves its reports, by what its command line says; paths as from where it runs. */
export interface ReportPlaces {
  /** Files that it writes its report to as JSON. */
  readonly files: readonly string[];
  /** The folder of its runs, each a folder in it. */
  readonly home: string;
}

/** Whether git knows a commit by this name: a branch, a tag, a hash. */
export async function isCommit(wanted: string, cwd: string): Promise<boolean> {
  return (await git(cwd, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${wanted}^{commit}`)) !== undefined;
}

/**
 * The report that a commit has of a command: the file that the command itself would write, or else the newest of its runs that `read` takes.
 * Without one, where it was looked for, and why what is there is none.
 */
export async function reportOfCommit<Report>(
  ref: string,
  { files, home }: ReportPlaces,
  { cwd, read }: { readonly cwd: string; readonly read: (text: string) => Read<Report> },
): Promise<{ readonly file: string; readonly report: Report } | { readonly why: string }> {
  const prefix = (await git(cwd, 'rev-parse', '--show-prefix')) ?? '';
  const fromTop = (path: string) => join(prefix, relative(cwd, resolve(cwd, path)));
  const paths = [...files, home].map(fromTop).filter((path) => !path.startsWith('..'));
  const listed = paths.length > 0 ? await git(cwd, 'ls-tree', '-rz', '--name-only', '--full-tree', ref, ...paths) : '';
  const there = (listed ?? '').split('\0');
  const written = files.map(fromTop).filter((path) => there.includes(path));
  // Folders of runs are named for their times.
  const ofRuns = there
    .filter((path) => basename(path) === REPORT_FILE && dirname(dirname(path)) === fromTop(home))
    .toSorted()
    .toReversed();
  const misfits: string[] = [];
  for (const path of written.length > 0 ? written : ofRuns) {
    const file = `${ref}:${path}`;
    const stored = await gitStored(file, cwd);
    const one = 'text' in stored ? read(stored.text) : { misfit: `can’t be read: ${stored.why}` };
    if ('report' in one) return { file, report: one.report };
    misfits.push(`${file} ${one.misfit}`);
  }
  const places = [...files, join(home, '*', REPORT_FILE)].join(', ');
  return { why: misfits.join('; ') || `the commit ${ref} has none of ${places}` };
}

/** Undefined where git knows no such thing, or there is no git. */
async function git(cwd: string, ...args: readonly string[]): Promise<string | undefined> {
  const { failed, stdout } = await exec('git', ['-C', cwd, ...args]);
  return failed ? undefined : stdout;
}
