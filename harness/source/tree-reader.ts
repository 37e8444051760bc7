import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AuditNote } from '../model/audit.ts';
import { gitRulesAbove, type IgnoreRules, isIgnored, readIgnoreFile } from './gitignore.ts';
import { NamesSought } from './names-sought.ts';
import { isMadeUp, readText, regularFile, TooLarge } from './read-file.ts';
import { isWithin } from './within.ts';

/** Bigger files are data: a person's playbook is far smaller. */
const MAX_BYTES = 400_000;
/** What is named is read, up to this. */
const MAX_BYTES_NAMED = 50_000_000;
const SKIPPED_FOLDERS = new Set([
  '.git',
  'node_modules',
  '.venv',
  'venv',
  '.tox',
  '.cache',
  '__pycache__',
  '.ansible',
  '.terraform',
]);
const READ = /(\.ya?ml|(^|\/)ansible\.cfg|(^|\/)(group_vars|host_vars)\/([^/]+\/)?[^./]+)$/;
const ROLE_PARTS = ['tasks', 'handlers', 'defaults', 'vars', 'meta'];
const OWN_PLACE = /\{\{ *(?:playbook_dir|role_path) *\}\}\//g;

/**
 * Collects the texts of a project, each file once, by its real path. Directories that it is sent to are read in the order of
 * their names. What can't be read is a note, and never waited for.
 */
export class TreeReader {
  readonly texts = new Map<string, string>();
  /** Paths of links, as shown, and where each leads. */
  readonly links = new Map<string, string>();
  readonly notes: AuditNote[] = [];
  private readonly show: (path: string) => string;
  private readonly within: readonly string[] | undefined;
  private readonly walked = new Set<string>();
  private readonly real = new Map<string, string>();
  private readonly searched = new Set<string>();
  private readonly namesRead = new Set<string>();

  /** `within`: real paths of folders; what leads out of them is a note. */
  constructor(show: (path: string) => string, within?: readonly string[]) {
    this.show = show;
    this.within = within;
  }

  /** A directory with all that is below it, but for what its .gitignore files leave out. */
  walk(directory: string, rules?: readonly IgnoreRules[]): void {
    let real: string;
    let entries: Dirent[];
    try {
      real = realpathSync(directory);
      if (this.walked.has(real)) return;
      this.walked.add(real);
      if (isMadeUp(real)) throw new Error('made up by the kernel: not read');
      this.refuseOutside(real);
      entries = readdirSync(real, { withFileTypes: true });
    } catch (error) {
      this.note('unreadable', directory, reason(error));
      return;
    }
    if (real !== directory) this.links.set(this.show(directory), this.show(real));
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const outer = rules ?? gitRulesAbove(real);
    const own = entries.some(({ name }) => name === '.gitignore') ? [ignoreFileIn(real)] : [];
    for (const entry of entries) this.enter(join(real, entry.name), entry, [...outer, ...own]);
  }

  private enter(path: string, entry: Dirent, rules: readonly IgnoreRules[]): void {
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name) && !isIgnored(rules, path, true)) this.walk(path, rules);
    } else if (entry.isSymbolicLink()) {
      if (!SKIPPED_FOLDERS.has(entry.name) && !isIgnored(rules, path, false)) this.follow(path);
    } else if (READ.test(path) && !isIgnored(rules, path, false)) this.read(path, MAX_BYTES);
  }

  /** Where a link leads: a file is read by its real path, a directory walked. */
  private follow(path: string): void {
    try {
      const stats = statSync(path);
      if (stats.isDirectory()) this.walk(path);
      else if (READ.test(path)) {
        regularFile(stats);
        this.read(path, MAX_BYTES);
      }
    } catch (error) {
      if (READ.test(path)) this.note('unreadable', path, reason(error));
    }
  }

  /** One file, whatever its size. */
  read(path: string, most = MAX_BYTES_NAMED): void {
    try {
      const real = realpathSync(path);
      const name = this.show(real);
      if (real !== path) this.links.set(this.show(path), name);
      if (this.texts.has(name)) return;
      this.refuseOutside(real);
      if (isMadeUp(real)) throw new Error('made up by the kernel: not read');
      this.texts.set(name, readText(real, most));
      this.real.set(name, real);
    } catch (error) {
      if (error instanceof TooLarge)
        this.note('large-file', path, `${error.message}: not read; name the file to have it read`);
      else this.note('unreadable', path, reason(error));
    }
  }

  /** A file or a directory that may be there. */
  reach(path: string): void {
    if (!existsSync(path) || this.searched.has(path)) return;
    this.searched.add(path);
    this.follow(path);
  }

  /** Files that a text names by a relative path, seen from where the text is, from its role, or from a playbook's directory. */
  readFilesNamed(playbookDir: string): void {
    for (const [name, text] of [...this.texts]) {
      if (this.namesRead.has(name)) continue;
      this.namesRead.add(name);
      const home = dirname(this.real.get(name) ?? name);
      for (const written of filesNamedIn(text)) {
        const places = [home, join(home, 'tasks'), join(home, 'vars'), dirname(home), playbookDir];
        for (const from of places) this.reach(resolve(from, written));
      }
    }
  }

  /** Roles below these directories that a text names. */
  readRolesNamed(directories: readonly string[]): void {
    const found = directories.flatMap((directory) => namesIn(directory).map((name) => ({ directory, name })));
    const named = this.namedAmong(new Set(found.map(({ name }) => name)));
    for (const { directory, name } of found) if (named.has(name)) this.readRole(join(directory, name));
  }

  /** Roles and playbooks of the collections below these directories, where a text names the collection and them. */
  readCollectionsNamed(directories: readonly string[]): void {
    const found = directories.flatMap((directory) =>
      namesIn(join(directory, 'ansible_collections')).flatMap((namespace) =>
        namesIn(join(directory, 'ansible_collections', namespace)).map((collection) => ({
          name: `${namespace}.${collection}`,
          home: join(directory, 'ansible_collections', namespace, collection),
        })),
      ),
    );
    const named = this.namedAmong(new Set(found.map(({ name }) => name)));
    for (const { name, home } of found) {
      if (!named.has(name)) continue;
      this.readRolesNamed([join(home, 'roles')]);
      const playbooks = namesIn(join(home, 'playbooks')).filter((file) => /\.ya?ml$/.test(file));
      const asked = this.namedAmong(new Set(playbooks.map(stem)));
      for (const file of playbooks) if (asked.has(stem(file))) this.reach(join(home, 'playbooks', file));
    }
  }

  /** What Ansible reads of a role. Its directory may be anything else, where roles are looked for in a place such as /tmp. */
  private readRole(path: string): void {
    if (this.searched.has(path)) return;
    this.searched.add(path);
    for (const part of ROLE_PARTS) if (existsSync(join(path, part))) this.walk(join(path, part), []);
  }

  /** Those of the names that a text has. */
  private namedAmong(names: ReadonlySet<string>): ReadonlySet<string> {
    const sought = new NamesSought(names);
    if (names.size > 0) for (const text of this.texts.values()) sought.lookIn(text);
    return sought.found;
  }

  private refuseOutside(real: string): void {
    if (!isWithin(real, this.within)) throw new Error('outside of the folders that may be read: not read');
  }

  private note(code: string, path: string, message: string): void {
    this.notes.push({ code, place: { file: this.show(path), line: 1 }, message });
  }
}

/**
 * Words that end as YAML files do. Cut into words first: a pattern with that end would take a long word apart at each of its
 * characters.
 */
function filesNamedIn(text: string): Set<string> {
  const named = new Set<string>();
  for (const [word] of text.replaceAll(OWN_PLACE, './').matchAll(/[\w./{}-]+/g))
    if (/^[\w.-][^{}]*\.ya?ml$/.test(word)) named.add(word);
  return named;
}

function stem(file: string): string {
  return file.replace(/\.ya?ml$/, '');
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/, \w+ '.*$/s, '') : String(error);
}

function ignoreFileIn(directory: string): IgnoreRules {
  try {
    return readIgnoreFile(directory, readText(join(directory, '.gitignore'), MAX_BYTES));
  } catch {
    return { directory, patterns: [] };
  }
}
