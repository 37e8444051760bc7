import { posix } from 'node:path';
import { Linking } from './linking.ts';

/** What makes a file worth a real look. */
const SEED = /(^|[^\w])async(_status)?[ \t]*[:=]|async_status|^[ \t]*(?:-[ \t]+)?poll[ \t]*:/m;
const LINKS = /(include|import_|roles\s*:|\brole\s*:|dependencies\s*:)/;
/** Files that matter only when something that matters reaches them. */
const INTERESTING = /async|wait_for|ansible_job_id|flush_handlers/;

export interface Selection {
  readonly seeds: ReadonlySet<string>;
  /** Files that reach a seed, or may, by the names in their text. */
  readonly reaching: ReadonlySet<string>;
  /** Roles with something that may bear on a job. */
  readonly interestingDirs: ReadonlySet<string>;
  /** Files that mention waiting or async. */
  readonly interesting: ReadonlySet<string>;
  /** Files of `reaching` that look like playbooks. */
  readonly playbooks: readonly string[];
}

const PLAYBOOK = /^[ \t]*(?:-[ \t]+)*["']?(hosts|(ansible\.builtin\.)?import_playbook)["']?[ \t]*:/m;

/**
 * Picks the files that an async task could matter to, by their text alone: most of a tree never mentions async, and to
 * parse it costs a hundred times what it costs to look.
 */
export function select(texts: ReadonlyMap<string, string>, links: ReadonlyMap<string, string> = new Map()): Selection {
  const { seeds, interesting, linking } = lookAtAll(texts);
  const reaching = reachingOf(seeds, linking, namesOfLinks(links));
  return {
    seeds,
    reaching,
    interestingDirs: new Set([...interesting, ...reaching].flatMap(roleDirsOf)),
    interesting,
    playbooks: [...reaching].filter((path) => PLAYBOOK.test(texts.get(path) ?? '')).sort(),
  };
}

/** What the texts show of themselves. */
interface Looked {
  readonly seeds: ReadonlySet<string>;
  readonly interesting: ReadonlySet<string>;
  readonly linking: Linking;
}

function lookAtAll(texts: ReadonlyMap<string, string>): Looked {
  const seeds = new Set<string>();
  const interesting = new Set<string>();
  const linking = new Linking();
  for (const [path, text] of texts) {
    if (!/\.ya?ml$/.test(path)) continue;
    if (SEED.test(text)) seeds.add(path);
    if (INTERESTING.test(text)) interesting.add(path);
    if (LINKS.test(text)) for (const word of wordsOfLinks(text)) linking.add(word, path);
  }
  return { seeds, interesting, linking };
}

type NamesOfLinks = (path: string) => readonly string[];

/** The links that lead to a path. */
function namesOfLinks(links: ReadonlyMap<string, string>): NamesOfLinks {
  const byTarget = Map.groupBy(links.keys(), (link) => links.get(link) ?? '');
  return (path) => byTarget.get(path) ?? [];
}

/** The seeds, and all that brings one of them in, be it by way of others. */
function reachingOf(seeds: ReadonlySet<string>, linking: Linking, namesOf: NamesOfLinks): ReadonlySet<string> {
  const reaching = new Set(seeds);
  const open = [...seeds];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const from of new Named(path, namesOf).usedBy(linking)) {
      if (reaching.has(from)) continue;
      reaching.add(from);
      open.push(from);
    }
  }
  return reaching;
}

/** In the place of a name that a template gives. */
const ANY_NAME = '*';

/** A file as others name it. */
class Named {
  /** All words that may mean it. */
  private readonly words: readonly string[];
  private readonly path: string;
  /** The innermost role that it stands in. */
  private readonly dir: string | undefined;
  private readonly roles: readonly string[];

  constructor(path: string, namesOf: NamesOfLinks) {
    const dirs = roleDirsOf(path);
    this.path = path;
    this.dir = dirs.at(-1);
    this.roles = dirs.flatMap((role) => [role, ...namesOf(role)]).map((role) => posix.basename(role));
    this.words = [...this.roles, ...[path, ...namesOf(path)].flatMap(fileNamesOf), ANY_NAME];
  }

  /** The files that may mean it: a role's name from anywhere, a file's of a role only from inside of that. */
  *usedBy(linking: Linking): Iterable<string> {
    for (const word of this.words)
      if (this.dir !== undefined && !this.roles.includes(word)) yield* linking.below(word, this.dir);
      else if (word === ANY_NAME) yield* linking.in(word, posix.dirname(this.path));
      else yield* linking.using(word);
  }
}

/** For readers that look for something else than async: nothing is left out. */
export function selectAll(texts: ReadonlyMap<string, string>): Selection {
  const paths = new Set(texts.keys());
  return {
    seeds: paths,
    reaching: paths,
    interestingDirs: new Set([...paths].flatMap(roleDirsOf)),
    interesting: paths,
    playbooks: [...paths].filter((path) => PLAYBOOK.test(texts.get(path) ?? '')).sort(),
  };
}

function wordsOfLinks(text: string): Set<string> {
  const words = new Set<string>();
  for (const match of text.matchAll(/[\w][\w.-]*/g)) {
    const word = match[0];
    words.add(word);
    if (word.includes('.')) words.add(word.replace(/\.ya?ml$/, '').replace(/^.*\./, ''));
  }
  if (text.includes('{{') && text.split('\n').some(namesByTemplate)) words.add(ANY_NAME);
  return words;
}

/** A line on which a template may give the name of a file or a role. */
function namesByTemplate(line: string): boolean {
  const at = line.search(/include|import|\b(file|name|role)\s*:/);
  return at !== -1 && line.lastIndexOf('{{') > at;
}

/** The words by which other files refer to this one as a file. */
function fileNamesOf(path: string): string[] {
  const base = posix.basename(path);
  const stem = base.replace(/\.ya?ml$/, '');
  return [base, stem].filter((name) => !/^main(\.ya?ml)?$/.test(name));
}

function roleDirsOf(path: string): string[] {
  const dirs: string[] = [];
  for (const match of path.matchAll(/\/(tasks|handlers|defaults|vars|meta)\//g)) dirs.push(path.slice(0, match.index));
  return dirs;
}
