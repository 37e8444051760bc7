import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';

/** One play's `hosts:`, as written. */
export interface PlayPattern {
  readonly pattern: string;
  readonly place: Place;
}

export interface PlaybookSource {
  readonly file: string;
  readonly plays: readonly PlayPattern[];
  /** No `async` in this file or its imports, and nothing that could bring one in from elsewhere. */
  readonly surelyWithoutAsync: boolean;
}

/**
 * What must be known of a playbook before it runs. Throws a usage error, with the place, for a file that is missing, isn't
 * YAML, or isn't a list of plays; leaves everything else to ansible-playbook.
 */
export function readPlaybook(file: string): PlaybookSource {
  return readOne(file, new Set());
}

function readOne(file: string, seen: Set<string>): PlaybookSource {
  seen.add(resolve(file));
  const document = parse(file);
  const { root, placeOf } = document;
  if (!isSeq(root) || root.items.length === 0) {
    throw notAPlaybook(
      file,
      root ? placeOf(root) : { file, line: 1 },
      root === null ? 'an empty file' : 'something else than a list',
    );
  }
  const plays: PlayPattern[] = [];
  let async = document.mentionsAsync;
  for (const item of root.items) {
    if (!isMap(item)) throw notAPlaybook(file, placeOf(item as Node), 'a list entry that is not a mapping');
    const imported = value(item, 'import_playbook') ?? value(item, 'ansible.builtin.import_playbook');
    const hosts = item.get('hosts', true) as Node | undefined;
    if (imported !== undefined) {
      const target = resolve(dirname(file), imported);
      if (imported.includes('{{') || !existsSync(target) || seen.has(target)) async = true;
      else {
        const inner = readOne(target, seen);
        plays.push(...inner.plays);
        async ||= !inner.surelyWithoutAsync;
      }
    } else if (hosts === undefined) {
      throw notAPlaybook(file, placeOf(item), 'a play without hosts');
    } else {
      plays.push({ pattern: patternOf(hosts), place: placeOf(hosts) });
    }
  }
  return { file, plays, surelyWithoutAsync: !async };
}

function parse(file: string) {
  if (!existsSync(file)) {
    throw new ReapcheckError({
      code: 'no-playbook',
      kind: 'usage',
      what: `there is no playbook ${file}`,
      expected: 'the path of a playbook, relative to the current directory',
      remedy: 'check the path; the bundled ones are in playbooks/good and playbooks/bad',
    });
  }
  if (!statSync(file).isFile()) {
    throw new ReapcheckError({
      code: 'no-playbook',
      kind: 'usage',
      what: `${file} is not a file`,
      expected: 'a playbook: a YAML file with a list of plays',
      remedy: 'name one playbook',
    });
  }
  const lines = new LineCounter();
  const text = readFileSync(file, 'utf8');
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false });
  const [error] = document.errors;
  if (error) {
    const at = lines.linePos(error.pos[0]);
    throw new ReapcheckError({
      code: 'bad-yaml',
      kind: 'usage',
      what: error.message.split(' at line ')[0] ?? error.message,
      where: { file, line: at.line, column: at.col },
      expected: 'YAML that ansible-playbook can read',
      remedy: `mend the file; ansible-playbook --syntax-check ${file} tells more`,
    });
  }
  const placeOf = (node: Node): Place => {
    const at = lines.linePos(node.range?.[0] ?? 0);
    return { file, line: at.line, column: at.col };
  };
  return { root: document.contents as Node | null, placeOf, mentionsAsync: mentionsAsync(document.contents) };
}

const BRINGS_MORE = /^(ansible\.builtin\.|ansible\.legacy\.)?(import_|include)|^roles$/;

function mentionsAsync(root: unknown): boolean {
  let found = false;
  visit(root as Node, {
    Pair(_key, pair) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      if (key === 'async' || (BRINGS_MORE.test(key) && !key.endsWith('import_playbook'))) found = true;
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}

function value(map: YAMLMap, key: string): string | undefined {
  const found = map.get(key);
  return typeof found === 'string' ? found : undefined;
}

function patternOf(node: Node): string {
  if (isSeq(node)) return node.items.map((item) => String((item as Scalar).value)).join(',');
  return isScalar(node) ? String(node.value ?? '') : '';
}

function notAPlaybook(file: string, where: Place, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'not-a-playbook',
    kind: 'usage',
    what: `${file} is not a playbook`,
    where,
    expected: 'a list of plays, each with hosts (or import_playbook)',
    seen,
    remedy: 'name the playbook that you would give to ansible-playbook, not a task file or a role',
  });
}
