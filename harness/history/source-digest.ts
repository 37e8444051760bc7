import { createHash, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { ArgumentsSeal, SourceFile, Sources } from '../model/sources.ts';

/** In a role's folder, but no part of what it does. */
const NO_SOURCE = /^(\.git|__pycache__|\.molecule|\.cache)$|\.(pyc|retry|swp)$|~$/;

/** Of these files, and of all that is in these folders: those of roles, and such as are among the files. What is not there is left out. Vaulted files stay encrypted. */
export function digestSources(
  playbook: string,
  cwd: string,
  files: readonly string[],
  roles: readonly string[],
): Sources {
  const base = dirname(resolve(cwd, playbook));
  const name = (path: string) => (isInside(cwd, path) || isInside(base, path) ? relative(base, path) || '.' : path);
  // A task may copy a folder: all of it counts, as of a role.
  const folders = [...new Set([...roles, ...files.filter((path) => isFolder(resolve(base, path)))])];
  const paths = new Set([...files, ...folders.flatMap(filesBelow)].map((path) => resolve(base, path)));
  const found = [...paths].flatMap((path): SourceFile[] => {
    const sha256 = digestOf(path);
    return sha256 === undefined ? [] : [{ path: name(path), sha256 }];
  });
  const sorted = found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const whole = createHash('sha256');
  for (const { path, sha256 } of sorted) whole.update(`${path}\0${sha256}\n`);
  return { files: sorted, roles: folders.map(name).toSorted(), digest: whole.digest('hex') };
}

/** The same files and roles as they are now. */
export function digestAgain(playbook: string, cwd: string, then: Sources): Sources {
  const base = dirname(resolve(cwd, playbook));
  return digestSources(
    playbook,
    cwd,
    then.files.map(({ path }) => resolve(base, path)),
    then.roles.map((path) => resolve(base, path)),
  );
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NO_SOURCE.test(entry.name)) return [];
    const path = join(folder, entry.name);
    // A link counts by where it points: to follow it could lead anywhere.
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() || entry.isSymbolicLink() ? [path] : [];
  });
}

function digestOf(path: string): string | undefined {
  const hash = createHash('sha256');
  try {
    if (statSync(path).isFile()) return hash.update(readFileSync(path)).digest('hex');
  } catch {
    // Gone, or a link to nowhere.
  }
  try {
    return hash.update(`link ${readlinkSync(path)}`).digest('hex');
  } catch {
    return undefined;
  }
}

/** So slow that a short secret can't be guessed from it. */
export function sealArguments(args: readonly string[], salt = randomBytes(16).toString('hex')): ArgumentsSeal {
  return { salt, seal: scryptSync(JSON.stringify(args), salt, 32).toString('hex') };
}
