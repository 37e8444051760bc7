import { posix } from 'node:path';

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
  const linkNames = Map.groupBy(links.keys(), (link) => links.get(link) ?? '');
  const seeds = new Set<string>();
  const linking = new Map<string, Set<string>>();
  const interestingDirs = new Set<string>();
  const interesting = new Set<string>();
  for (const [path, text] of texts) {
    if (!/\.ya?ml$/.test(path)) continue;
    if (SEED.test(text)) seeds.add(path);
    if (INTERESTING.test(text)) {
      interesting.add(path);
      for (const dir of roleDirsOf(path)) interestingDirs.add(dir);
    }
    if (LINKS.test(text)) linking.set(path, wordsOfLinks(text));
  }
  const reaching = new Set(seeds);
  const byWord = new Map<string, string[]>();
  for (const [path, words] of linking) {
    for (const word of words) {
      const paths = byWord.get(word);
      if (paths) paths.push(path);
      else byWord.set(word, [path]);
    }
  }
  const open = [...seeds];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const roles = roleDirsOf(path);
    const dir = roles.at(-1);
    // A role is found by its name from anywhere; a file of a role by its own name only from inside.
    const names = roles.flatMap((role) => [role, ...(linkNames.get(role) ?? [])]).map((role) => posix.basename(role));
    const linked = (linkNames.get(path) ?? []).flatMap(fileNamesOf);
    for (const name of [...names, ...fileNamesOf(path), ...linked, '*']) {
      for (const from of byWord.get(name) ?? []) {
        const inside = dir !== undefined && from.startsWith(`${dir}/`);
        if (reaching.has(from) || (dir !== undefined && !inside && !names.includes(name))) continue;
        if (name === '*' && !inside && posix.dirname(from) !== posix.dirname(path)) continue;
        reaching.add(from);
        open.push(from);
      }
    }
    for (const dir of roleDirsOf(path)) interestingDirs.add(dir);
  }
  return {
    seeds,
    reaching,
    interestingDirs,
    interesting,
    playbooks: [...reaching].filter((path) => PLAYBOOK.test(texts.get(path) ?? '')).sort(),
  };
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
  if (text.includes('{{') && text.split('\n').some(namesByTemplate)) words.add('*');
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
