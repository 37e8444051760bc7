import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { AuditNote } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import { type IgnoreRules, isIgnored, readIgnoreFile } from './gitignore.ts';

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

export interface Tree {
  /** Paths relative to the directory the audit was started in, with `/`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly notes: readonly AuditNote[];
  /** Paths as they were asked for: findings elsewhere aren't shown. */
  readonly asked: readonly string[];
}

/**
 * Reads files and directories. A file that is named brings its project with it (the nearest directory above it with
 * roles, an ansible.cfg, a galaxy.yml or a .git), for without its roles and includes little could be known of it.
 * Throws a usage error for a path that isn't there. What can't be read is a note.
 */
export function readTree(paths: readonly string[], cwd: string): Tree {
  const texts = new Map<string, string>();
  const notes: AuditNote[] = [];
  const seen = new Set<string>();
  const asked: string[] = [];
  const show = (path: string) => relative(cwd, path).split(sep).join('/') || '.';
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
    if (statSync(path).isDirectory()) walk(path, gitRulesAbove(path));
    else {
      readOne(path, true);
      const root = projectRootOf(path);
      if (root) walk(root, gitRulesAbove(root));
    }
  }
  return { texts, notes, asked };

  function walk(directory: string, rules: readonly IgnoreRules[]): void {
    let real: string;
    let entries: string[];
    try {
      real = realpathSync(directory);
      if (seen.has(real)) return;
      seen.add(real);
      entries = readdirSync(directory).sort();
    } catch (error) {
      notes.push({ code: 'unreadable', place: { file: show(directory), line: 1 }, message: reason(error) });
      return;
    }
    const own = entries.includes('.gitignore')
      ? readIgnoreFile(directory, safeRead(join(directory, '.gitignore')))
      : undefined;
    const all = own ? [...rules, own] : rules;
    for (const entry of entries) {
      const path = join(directory, entry);
      let kind: ReturnType<typeof lstatSync>;
      try {
        kind = lstatSync(path);
        if (kind.isSymbolicLink()) kind = statSync(path);
      } catch (error) {
        if (READ.test(path))
          notes.push({ code: 'unreadable', place: { file: show(path), line: 1 }, message: reason(error) });
        continue;
      }
      if (isIgnored(all, path, kind.isDirectory())) continue;
      if (kind.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry)) walk(path, all);
      } else if (kind.isFile() && READ.test(path)) readOne(path, false, kind.size);
    }
  }

  function readOne(path: string, named: boolean, size = statSync(path).size): void {
    const name = show(path);
    if (texts.has(name)) return;
    if (size > MAX_BYTES && !named) {
      notes.push({
        code: 'large-file',
        place: { file: name, line: 1 },
        message: `${size} bytes, more than ${MAX_BYTES}: not read; name the file to have it read`,
      });
      return;
    }
    try {
      texts.set(name, readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    } catch (error) {
      notes.push({ code: 'unreadable', place: { file: name, line: 1 }, message: reason(error) });
    }
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

/** The .gitignore files of the repository above a directory that is asked for. */
function gitRulesAbove(directory: string): IgnoreRules[] {
  const rules: IgnoreRules[] = [];
  if (existsSync(join(directory, '.git'))) return rules;
  for (let at = resolve(directory, '..'), level = 0; level < 20; level++) {
    if (existsSync(join(at, '.gitignore'))) rules.unshift(readIgnoreFile(at, safeRead(join(at, '.gitignore'))));
    const up = resolve(at, '..');
    if (existsSync(join(at, '.git'))) return rules;
    if (up === at) return [];
    at = up;
  }
  return [];
}
