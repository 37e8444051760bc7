import { pairOf, stringsIn, textOf, type YamlNode } from '../parse/node.ts';
import { loopPair, type TaskNode } from '../parse/task.ts';

/** What a task reads and sets by name, as far as its text tells: more than it is rather than less. */
export interface Names {
  readonly reads: ReadonlySet<string>;
  /** Variables that outlive the task: registers, facts, what an include hands on. */
  readonly sets: readonly string[];
  readonly notifies: readonly string[];
}

const known = new WeakMap<TaskNode, Names>();
const CONDITIONS = /^(when|failed_when|changed_when|until|that|var|loop|with_\w+)$/;
/** Asked once the task has run: its own register is then its own result. */
const OF_RESULT = /^(failed_when|changed_when|until)$/;
const INCLUDES = /^(include|include_tasks|import_tasks|include_role|import_role)$/;

/** Most tasks of a large project read nothing: one set is enough for all of them. */
const NONE: ReadonlySet<string> = new Set();

export function namesOf(task: TaskNode): Names {
  const before = known.get(task);
  if (before) return before;
  const reads = new Set<string>();
  const own = registerOf(task) ?? '';
  const read = (key: string, node: YamlNode) => {
    if (/^(block|rescue|always)$/.test(key)) return;
    for (const { text } of stringsIn(node))
      if (CONDITIONS.test(key) || text.includes('{')) addWords(text, reads, OF_RESULT.test(key) ? own : '');
  };
  for (const pair of task.keywords.values()) read(pair.key, pair.value);
  for (const [key, node] of task.action?.args ?? []) read(key, node);
  const free = task.action?.free ?? '';
  if (free.includes('{') || task.action?.short === 'assert') addWords(free, reads);
  const names = {
    reads: reads.size > 0 ? reads : NONE,
    sets: setsOf(task),
    notifies: textsOf(task.keywords.get('notify')?.value),
  };
  known.set(task, names);
  return names;
}

/** The variable that a task registers its result in. */
export function registerOf(task: TaskNode): string | undefined {
  return textOf(task.keywords.get('register')?.value).trim() || undefined;
}

/** Names in a text, attributes left out: `hostvars` and `vars` alone have variables for theirs. */
function addWords(text: string, into: Set<string>, except = ''): void {
  const words = /\b(host)?vars\b/.test(text) ? /[A-Za-z_]\w*/g : /(?<![\w.])[A-Za-z_]\w*/g;
  for (const [word] of text.matchAll(words)) if (word !== except) into.add(word);
}

/** The strings of a keyword that takes one or a list of them. */
export function textsOf(node: YamlNode | undefined): string[] {
  if (!node) return [];
  return (node.kind === 'list' ? node.items : [node]).map((item) => textOf(item).trim()).filter((text) => text !== '');
}

function setsOf(task: TaskNode): string[] {
  const register = registerOf(task);
  const sets = register === undefined ? [] : [register];
  const short = task.action?.short ?? '';
  if (short === 'set_fact') sets.push(...(task.action?.args.keys() ?? []));
  if (task.block || INCLUDES.test(short)) {
    const vars = task.keywords.get('vars')?.value;
    if (vars?.kind === 'map') sets.push(...vars.pairs.map((pair) => pair.key));
    if (!task.block) {
      sets.push(...(task.action?.args.keys() ?? []));
      const control = task.keywords.get('loop_control')?.value;
      const named = control?.kind === 'map' ? textOf(pairOf(control, 'loop_var')?.value) : '';
      if (loopPair(task)) sets.push(named || 'item');
    }
  }
  return sets;
}

/** By what names a handler is notified. */
export function handlerNames(task: TaskNode): string[] {
  return [...(task.name ? [task.name] : []), ...textsOf(task.keywords.get('listen')?.value)];
}
