import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AuditNote } from '../model/audit.ts';
import { gitRulesAbove, type IgnoreRules, isIgnored, readIgnoreFile } from './gitignore.ts';

/** Bigger files are data: a person's playbook is far smaller. */
const MAX_BYTES = 400_000;
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
const READ = /(\.ya?ml|(^|\/)ansible\.cfg)$/;
/** A relative path with a folder in it, as an include, an import or `vars_files` may write it. */
const WRITTEN_PATH = /(?<![\w./{}-])[\w.-]+(?:\/[\w.-]+)+\.ya?ml\b/g;
const OWN_PLACE = /\{\{ *(?:playbook_dir|role_path) *\}\}\//g;

/** Collects the texts of a project, each file once. Directories that it is sent to are read in the order of their names. */
export class TreeReader {
  readonly texts = new Map<string, string>();
  readonly notes: AuditNote[] = [];
  private readonly show: (path: string) => string;
  private readonly walked = new Set<string>();
  private readonly real = new Map<string, string>();
  private readonly searched = new Set<string>();
  private readonly namesRead = new Set<string>();

  constructor(show: (path: string) => string) {
    this.show = show;
  }

  /** A directory with all that is below it, but for what its .gitignore files leave out. */
  walk(directory: string, rules: readonly IgnoreRules[] = gitRulesAbove(directory)): void {
    let entries: string[];
    try {
      const real = realpathSync(directory);
      if (this.walked.has(real)) return;
      this.walked.add(real);
      entries = readdirSync(directory).sort();
    } catch (error) {
      this.note('unreadable', directory, reason(error));
      return;
    }
    const own = entries.includes('.gitignore')
      ? [readIgnoreFile(directory, safeRead(join(directory, '.gitignore')))]
      : [];
    for (const entry of entries) this.enter(join(directory, entry), entry, [...rules, ...own]);
  }

  private enter(path: string, name: string, rules: readonly IgnoreRules[]): void {
    let kind: ReturnType<typeof lstatSync>;
    try {
      kind = lstatSync(path);
      if (kind.isSymbolicLink()) kind = statSync(path);
    } catch (error) {
      if (READ.test(path)) this.note('unreadable', path, reason(error));
      return;
    }
    if (isIgnored(rules, path, kind.isDirectory())) return;
    if (kind.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(name)) this.walk(path, rules);
    } else if (kind.isFile() && READ.test(path)) {
      if (kind.size > MAX_BYTES)
        this.note(
          'large-file',
          path,
          `${kind.size} bytes, more than ${MAX_BYTES}: not read; name the file to have it read`,
        );
      else this.read(path);
    }
  }

  /** One file, whatever its size. */
  read(path: string): void {
    const name = this.show(path);
    if (this.texts.has(name)) return;
    try {
      this.texts.set(name, readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
      this.real.set(name, path);
    } catch (error) {
      this.note('unreadable', path, reason(error));
    }
  }

  /** Files that a text names by a relative path, seen from where the text is, from its role, or from a playbook's directory. */
  readFilesNamed(playbookDir: string): void {
    for (const [name, text] of [...this.texts]) {
      if (this.namesRead.has(name)) continue;
      this.namesRead.add(name);
      const home = dirname(this.real.get(name) ?? name);
      for (const [written] of text.replaceAll(OWN_PLACE, './').matchAll(WRITTEN_PATH)) {
        const places = [home, dirname(home), playbookDir].map((from) => resolve(from, written));
        for (const path of places) if (existsSync(path) && statSync(path).isFile()) this.read(path);
      }
    }
  }

  /** Roles below these directories that a text names. */
  readRolesNamed(directories: readonly string[]): void {
    for (const directory of directories)
      for (const name of namesIn(directory)) this.readIfNamed(join(directory, name), name);
  }

  /** Roles and playbooks of the collections below these directories, where a text names the collection and them. */
  readCollectionsNamed(directories: readonly string[]): void {
    for (const root of directories.map((directory) => join(directory, 'ansible_collections')))
      for (const namespace of namesIn(root))
        for (const collection of namesIn(join(root, namespace))) {
          if (!this.isNamed(`${namespace}.${collection}`)) continue;
          const home = join(root, namespace, collection);
          this.readRolesNamed([join(home, 'roles')]);
          for (const file of namesIn(join(home, 'playbooks')))
            this.readIfNamed(join(home, 'playbooks', file), file.replace(/\.ya?ml$/, ''));
        }
  }

  private readIfNamed(path: string, name: string): void {
    if (this.searched.has(path) || !this.isNamed(name)) return;
    this.searched.add(path);
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) this.walk(path, []);
    else if (READ.test(path)) this.read(path);
  }

  private isNamed(name: string): boolean {
    return [...this.texts.values()].some((text) => text.includes(name));
  }

  private note(code: string, path: string, message: string): void {
    this.notes.push({ code, place: { file: this.show(path), line: 1 }, message });
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/,.*$/, '') : String(error);
}

function safeRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
