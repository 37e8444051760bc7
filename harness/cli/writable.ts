import { accessSync, constants, existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ReapcheckError } from '../model/error.ts';

/** A file that will be written at the end. Throws now, while nothing has run, if it can't be. */
export function requireWritableFile(option: string, file: string | undefined, cwd = ''): void {
  if (file === undefined) return;
  const path = resolve(cwd, file);
  const why = existsSync(path)
    ? statSync(path).isDirectory()
      ? 'it is a folder'
      : denied(path)
    : lacking(dirname(path));
  if (why !== undefined) throw unwritable(option, file, why, 'name a file that can be written');
}

/** A folder that will be made, with all above it, if it isn't there. */
export function requireWritableFolder(option: string, folder: string): void {
  let path = resolve(folder);
  while (!existsSync(path)) path = dirname(path);
  const why = lacking(path);
  if (why !== undefined) throw unwritable(option, folder, why, 'name a folder in which files can be made');
}

/** Where sessions have their keys and sockets. */
export function requireTempFolder(): void {
  const folder = tmpdir();
  const why = existsSync(folder) ? lacking(folder) : 'there is no such folder';
  if (why === undefined) return;
  throw new ReapcheckError({
    code: 'no-temp-folder',
    kind: 'environment',
    what: `no temporary files can be made in ${folder}`,
    seen: why,
    remedy: 'set TMPDIR to a folder that can be written',
  });
}

/** Why nothing can be made in a folder that is there; tried, as rights alone don't tell of a file system that is read-only or full. */
function lacking(folder: string): string | undefined {
  if (!existsSync(folder)) return `there is no folder ${folder}`;
  if (!statSync(folder).isDirectory()) return `${folder} is not a folder`;
  try {
    rmdirSync(mkdtempSync(join(folder, '.reapcheck-')));
    return undefined;
  } catch (error) {
    return withoutTrial(error, folder);
  }
}

function denied(file: string): string | undefined {
  try {
    accessSync(file, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The system's own words, without the name that was only tried. */
function withoutTrial(error: unknown, folder: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return `${(message.split(',')[0] ?? '').replace(`${code}: `, '')} (${code}) in ${basename(folder) === '' ? '/' : folder}`;
}

function unwritable(option: string, given: string, seen: string, remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'unwritable',
    kind: 'usage',
    what: `${option}: ${given} can't be written`,
    seen,
    remedy,
  });
}
