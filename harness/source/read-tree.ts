import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { AuditNote } from '../model/audit.ts';
import { traceOf } from '../trace/trace.ts';
import { namedPath, unreadFile } from './named-path.ts';
import { variableFoldersOf } from './resolve/ansible-config.ts';
import { type AnsibleContext, type SearchPaths, searchPathsOf } from './search-paths.ts';
import { TreeReader } from './tree-reader.ts';
import { isWithin } from './within.ts';

const trace = traceOf('source');

export interface Tree {
  /** Real paths as the reader shows them, with `/`, to what they hold. */
  readonly texts: ReadonlyMap<string, string>;
  /** Paths of links, and where each leads. */
  readonly links: ReadonlyMap<string, string>;
  readonly notes: readonly AuditNote[];
  /** What was asked for, by its real path: findings elsewhere aren't shown. */
  readonly asked: readonly string[];
  /** Of them, the files. */
  readonly askedFiles: readonly string[];
  /** Directories in which Ansible looks for roles, in its order, as paths are shown. */
  readonly rolePaths: readonly string[];
}

/**
 * Reads files and directories, for paths relative to the current directory. A file that is named brings its project with it
 * (the nearest directory above it with roles, an ansible.cfg, a galaxy.yml or a .git), for without its roles and includes
 * little could be known of it. Roles and collections that are named and lie where Ansible is configured to look are read as
 * well. What can't be read is a note; throws a `ReapcheckError` for a path that was named and isn't there,
 * is no file, or can't be read.
 */
export function readTree(paths: readonly string[], context: AnsibleContext): Tree {
  const { cwd, within } = context;
  const show = (path: string) => relative(cwd, path).split(sep).join('/') || '.';
  const reader = new TreeReader(show, within);
  const named: Named[] = [];
  for (const given of paths.length ? paths : ['.']) {
    const one = namedPath(given, resolve(cwd, given));
    named.push(one);
    if (one.directory) reader.walk(one.real);
    else readFileNamed(reader, { given, real: one.real, shown: show(one.real) }, within);
  }
  const files = named.filter(({ directory }) => !directory).map(({ real }) => real);
  const asked = named.map(({ real }) => show(real));
  for (const [path, text] of [...reader.texts])
    if (basename(path) === 'ansible.cfg')
      for (const folder of variableFoldersOf(text)) reader.reach(resolve(cwd, dirname(path), folder));
  const search = searchPathsOf(context);
  const last = files.at(-1);
  readNamed(reader, search, last && dirname(last));
  const { texts, links, notes } = reader;
  trace('%s: %d files read, %d notes', asked.join(', '), texts.size, notes.length);
  return { texts, links, notes, asked, askedFiles: files.map(show), rolePaths: search.roles.map(show) };
}

type Named = ReturnType<typeof namedPath>;

/** Reads a file that was named, with the project that it stands in, or what it has beside it. */
function readFileNamed(
  reader: TreeReader,
  { given, real, shown }: { readonly given: string; readonly real: string; readonly shown: string },
  within: readonly string[] | undefined,
): void {
  reader.read(real);
  if (!reader.texts.has(shown)) throw unreadFile(given, reader.notes.at(-1)?.message ?? '');
  const root = projectRootOf(real, within);
  if (root) reader.walk(root);
  else for (const folder of BESIDE) reader.reach(join(dirname(real), folder));
}

/** Reads all that a playbook may run, by absolute paths: what a .gitignore leaves out runs as well. */
export function readAround(playbook: string, context: AnsibleContext): Tree {
  const real = realpathSync(playbook);
  const home = dirname(real);
  const reader = new TreeReader((path) => path.split(sep).join('/'), context.within);
  reader.read(real);
  const root = projectRootOf(real, context.within);
  if (root) reader.walk(root);
  if (!root || relative(root, home).startsWith('..')) reader.walk(home);
  const search = searchPathsOf(context);
  const beside = { roles: [join(home, 'roles')], collections: [join(home, 'collections')] };
  readNamed(
    reader,
    {
      roles: [...beside.roles, ...search.roles],
      collections: [...beside.collections, ...search.collections],
    },
    home,
  );
  const { texts, links, notes } = reader;
  trace('around %s: %d files read, %d notes', real, texts.size, notes.length);
  return { texts, links, notes, asked: [real], askedFiles: [real], rolePaths: search.roles };
}

/** Reads what the texts name, until they name nothing more: files by their paths, roles, collections. */
function readNamed(reader: TreeReader, search: SearchPaths, playbookDir: string | undefined): void {
  for (let before = -1; before !== reader.texts.size; ) {
    before = reader.texts.size;
    if (playbookDir !== undefined) reader.readFilesNamed(playbookDir);
    reader.readRolesNamed(search.roles);
    reader.readCollectionsNamed(search.collections);
  }
}

/** What a playbook that stands in no project has beside it. */
const BESIDE = ['group_vars', 'host_vars', 'inventory', 'inventories', 'collections'];

const ROOT_MARKS = ['.git', 'ansible.cfg', 'galaxy.yml', 'roles'];

/** The nearest folder above a file that looks like a project's; undefined where none does. */
export function projectRootOf(file: string, within?: readonly string[]): string | undefined {
  let at = resolve(file, '..');
  for (let level = 0; level < 8 && isWithin(at, within); level++) {
    if (ROOT_MARKS.some((mark) => existsSync(join(at, mark)))) return at;
    const up = resolve(at, '..');
    if (up === at) return undefined;
    at = up;
  }
  return undefined;
}
