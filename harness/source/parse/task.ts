import { pairOf, type YamlMap, type YamlNode, type YamlPair, type YamlScalar } from './node.ts';
import type { Source } from './source.ts';

/** What a task does: a module or an action plugin. */
interface Action {
  /** As written. */
  readonly name: string;
  /** Without its collection. */
  readonly short: string;
  readonly start: number;
  readonly end: number;
  readonly args: ReadonlyMap<string, YamlNode>;
  /** The text after the `k=v` pairs, or the whole of a string: a command. */
  readonly free: string;
  readonly local: boolean;
}

/** A task, a block, or an include, as it stands in its file. */
export interface TaskNode {
  readonly source: Source;
  readonly map: YamlMap;
  readonly name: string;
  readonly keywords: ReadonlyMap<string, YamlPair>;
  readonly action: Action | undefined;
  readonly block: readonly TaskNode[] | undefined;
  readonly rescue: readonly TaskNode[];
  readonly always: readonly TaskNode[];
  /** The comment lines right above it and behind its keywords. */
  readonly comments: string;
}

const KEYWORDS = new Set(
  `action any_errors_fatal args async become become_exe become_flags become_method become_user changed_when check_mode
  collections connection debugger delay delegate_facts delegate_to diff environment failed_when ignore_errors
  ignore_unreachable local_action loop loop_control module_defaults name no_log notify poll port register remote_user
  retries run_once tags throttle timeout until vars when listen block rescue always apply first_available_file sudo
  sudo_user su su_user always_run gather_facts`.split(/\s+/),
);

export function isTaskKeyword(key: string): boolean {
  return KEYWORDS.has(key) || key.startsWith('with_');
}

/** Tasks of a list, blocks inside them included. Anything that is no mapping is left out. */
export function readTasks(source: Source, node: YamlNode | undefined, depth = 0): TaskNode[] {
  if (node?.kind !== 'list' || depth > 40) return [];
  const tasks: TaskNode[] = [];
  let before = commentAbove(source.text, node.start);
  for (const item of node.items) {
    if (item.kind === 'map') tasks.push(readTask(source, item, before, depth));
    else if (item.kind === 'list') tasks.push(...readTasks(source, item, depth + 1));
    before = item.end;
  }
  return tasks;
}

function readTask(source: Source, map: YamlMap, before: number, depth: number): TaskNode {
  const keywords = new Map<string, YamlPair>();
  let actionPair: YamlPair | undefined;
  for (const pair of map.pairs) {
    if (isTaskKeyword(pair.key)) keywords.set(pair.key, pair);
    else actionPair ??= pair;
  }
  const isBlock = keywords.has('block');
  const nested = (key: string) => readTasks(source, keywords.get(key)?.value, depth + 1);
  return {
    source,
    map,
    name: textOf(keywords.get('name')?.value),
    keywords,
    action: isBlock ? undefined : readAction(keywords, actionPair),
    block: isBlock ? nested('block') : undefined,
    rescue: isBlock ? nested('rescue') : [],
    always: isBlock ? nested('always') : [],
    comments: commentsOf(source, map, before, isBlock),
  };
}

export function textOf(node: YamlNode | undefined): string {
  if (node?.kind !== 'scalar' || node.value === null) return '';
  return typeof node.value === 'string' ? node.value : node.text;
}

function readAction(keywords: ReadonlyMap<string, YamlPair>, pair: YamlPair | undefined): Action | undefined {
  const local = keywords.get('local_action');
  const spelled = keywords.get('action') ?? local;
  const extra = keywords.get('args')?.value;
  if (spelled && !pair) return spelledAction(spelled, extra, spelled === local);
  if (!pair) return undefined;
  return makeAction(pair.key, pair.keyStart, pair.keyEnd, pair.value, extra, false);
}

/** `action: name k=v`, or a mapping with `module:`. */
function spelledAction(pair: YamlPair, extra: YamlNode | undefined, local: boolean): Action | undefined {
  const { value } = pair;
  if (value.kind === 'map') {
    const module = textOf(pairOf(value, 'module')?.value).trim();
    if (!module) return undefined;
    const [name = ''] = module.split(/\s/, 1);
    const inline = readInline(module.slice(name.length).trim());
    const action = makeAction(name, value.start, value.end, value, extra, local, inline.free);
    const args = new Map([...inline.args].map(([key, text]) => [key, scalar(text, value.start, value.end)] as const));
    return { ...action, args: new Map([...args, ...action.args]), start: pair.keyStart, end: pair.keyEnd };
  }
  const text = textOf(value).trim();
  const [name = ''] = text.split(/\s/, 1);
  if (!name) return undefined;
  const params: YamlScalar = scalar(text.slice(name.length).trim(), value.start, value.end);
  return { ...makeAction(name, pair.keyStart, pair.keyEnd, params, extra, local) };
}

function makeAction(
  name: string,
  start: number,
  end: number,
  value: YamlNode,
  extra: YamlNode | undefined,
  local: boolean,
  more = '',
): Action {
  const args = new Map<string, YamlNode>();
  let free = more;
  if (extra?.kind === 'map') for (const pair of extra.pairs) args.set(pair.key, pair.value);
  const short = name.slice(name.lastIndexOf('.') + 1);
  if (value.kind === 'map') {
    for (const pair of value.pairs) if (pair.key !== 'module' || !local) args.set(pair.key, pair.value);
    free ||= textOf(args.get('cmd') ?? args.get('_raw_params'));
    const argv = args.get('argv');
    if (argv?.kind === 'list') free ||= argv.items.map(textOf).join(' ');
  } else if (value.kind === 'scalar' && typeof value.value === 'string') {
    const inline = readInline(value.value);
    for (const [key, text] of inline.args) if (!args.has(key)) args.set(key, scalar(text, value.start, value.end));
    free = inline.free;
  } else if (value.kind === 'scalar' && value.value !== null) free = value.text;
  else if (value.kind === 'list') free = value.items.map(textOf).join(' ');
  return { name, short, start, end, args, free, local };
}

function scalar(text: string, start: number, end: number): YamlScalar {
  return { kind: 'scalar', value: text, text, opaque: false, quoted: false, start, end };
}

/** Splits `creates=/x jid={{ a.b }} echo hi` into pairs and the rest; templates and quotes hold together. */
function readInline(text: string): { args: Map<string, string>; free: string } {
  const args = new Map<string, string>();
  const rest: string[] = [];
  for (const word of splitWords(text)) {
    const match = /^([A-Za-z_][\w]*)=([\s\S]*)$/.exec(word);
    if (match?.[1] !== undefined && match[2] !== undefined) args.set(match[1], unquote(match[2]));
    else rest.push(word);
  }
  // A command keeps its own spelling, `VAR=x` words included, as nobody reads its pairs but the few that Ansible knows.
  const known = [...args.keys()].some((key) =>
    /^(creates|removes|chdir|executable|warn|stdin|stdin_add_newline|strip_empty_ends)$/.test(key),
  );
  return { args, free: known ? rest.join(' ') : text };
}

/** Words as a shell would cut them; templates and quotes hold together, and stay as written. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let braces = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    const two = text.slice(index, index + 2);
    if (two === '{{' || two === '{%') braces += 1;
    if ((two === '}}' || two === '%}') && braces > 0) {
      braces -= 1;
      word += two;
      index += 1;
      continue;
    }
    if (braces === 0 && (character === '"' || character === "'")) {
      if (!quote) quote = character;
      else if (quote === character) quote = '';
    }
    if (/\s/.test(character) && !quote && braces === 0) {
      if (word) words.push(word);
      word = '';
    } else word += character;
  }
  if (word) words.push(word);
  return words;
}

function unquote(text: string): string {
  const match = /^(["'])([\s\S]*)\1$/.exec(text);
  return match?.[2] ?? text;
}

/** Where the comment lines begin that stand right above a list: they are about its first item. */
function commentAbove(text: string, start: number): number {
  let from = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(from, start).trim() !== '') return start;
  for (;;) {
    const above = text.lastIndexOf('\n', from - 2) + 1;
    if (from === 0 || above >= from || !/^\s*#/.test(text.slice(above, from))) return from;
    from = above;
  }
}

function commentsOf(source: Source, map: YamlMap, before: number, isBlock: boolean): string {
  const end = isBlock ? map.start : map.end;
  // The node before may end in the middle of its last line, whose comment is its own.
  const from = before > 0 && source.text[before - 1] === '\n' ? before : source.text.indexOf('\n', before);
  const text = source.text.slice(from === -1 || from > map.start ? before : from, end);
  if (!text.includes('#')) return '';
  const found = text.match(/(?:^|\s)#[^\n]*/g);
  return found ? found.join('\n').trim() : '';
}
