import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { AuditNote } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import { type AnsibleContext, type SearchPaths, searchPathsOf } from './search-paths.ts';
import { TreeReader } from './tree-reader.ts';

export interface Tree {
  /** Paths as the reader shows them, with `/`, to what they hold. */
  readonly texts: ReadonlyMap<string, string>;
  readonly notes: readonly AuditNote[];
  /** Paths as they were asked for: findings elsewhere aren't shown. */
  readonly asked: readonly string[];
  /** Directories in which Ansible looks for roles, in its order, as paths are shown. */
  readonly rolePaths: readonly string[];
}

/**
 * Reads files and directories, for paths relative to the current directory. A file that is named brings its project with it
 * (the nearest directory above it with roles, an ansible.cfg, a galaxy.yml or a .git), for without its roles and includes
 * little could be known of it. Roles and collections that are named and lie where Ansible is configured to look are read as
 * well. Throws a usage error for a path that isn't there. What can't be read is a note.
 */
export function readTree(paths: readonly string[], context: AnsibleContext): Tree {
  const { cwd } = context;
  const show = (path: string) => relative(cwd, path).split(sep).join('/') || '.';
  const reader = new TreeReader(show);
  const asked: string[] = [];
  let file: string | undefined;
  for (const given of paths.length ? paths : ['.']) {
    const path = isAbsolute(given) ? given : resolve(cwd, given);
    if (!existsSync(path)) {
      throw new ReapcheckError({
        code: 'no-such-path',
        kind: 'usage',
        what: `no such file or directory: ${given}`,
        expected: 'playbooks, roles or directories that hold them',
        remedy: 'give a path that exists, or none for the current directory',
      });
    }
    asked.push(show(path));
    if (statSync(path).isDirectory()) reader.walk(path);
    else {
      file = path;
      reader.read(path);
      const root = projectRootOf(path);
      if (root) reader.walk(root);
    }
  }
  const search = searchPathsOf(context);
  readNamed(reader, search, file && dirname(file));
  return { texts: reader.texts, notes: reader.notes, asked, rolePaths: search.roles.map(show) };
}

/** Reads all that a playbook may run, by absolute paths: what a .gitignore leaves out runs as well. */
export function readAround(playbook: string, context: AnsibleContext): Tree {
  const real = realpathSync(playbook);
  const home = dirname(real);
  const reader = new TreeReader((path) => path.split(sep).join('/'));
  reader.read(real);
  const root = projectRootOf(real);
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
  return { texts: reader.texts, notes: reader.notes, asked: [real], rolePaths: search.roles };
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

const ROOT_MARKS = ['.git', 'ansible.cfg', 'galaxy.yml', 'roles'];

function projectRootOf(file: string): string | undefined {
  let at = resolve(file, '..');
  for (let level = 0; level < 8; level++) {
    if (ROOT_MARKS.some((mark) => existsSync(join(at, mark)))) return at;
    const up = resolve(at, '..');
    if (up === at) return undefined;
    at = up;
  }
  return undefined;
}
