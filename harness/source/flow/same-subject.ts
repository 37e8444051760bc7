import { stringsIn } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

/** Words that say nothing of what a task is about. */
const COMMON = new Set(
  `about after ansible async auth become before builtin command complete completed completion default delay done echo ensure
  exists facts false finish finished from given hosts http https info inside into item items json list localhost name omit
  output path poll port present ready register result results retries running server service shell sleep some start started
  starting state status stdout string successful task tasks that then this timeout true until user wait waiting when with yaml`.split(
    /\s+/,
  ),
);

const known = new WeakMap<TaskNode, ReadonlySet<string>>();

/** Whether two tasks name the same thing: a variable, a path, a port, or a word of their names. */
export function sameSubject(a: TaskNode, b: TaskNode): boolean {
  const words = wordsOf(b);
  return [...wordsOf(a)].some((word) => words.has(word));
}

function wordsOf(task: TaskNode): ReadonlySet<string> {
  const before = known.get(task);
  if (before) return before;
  const text = stringsIn(task.map)
    .map((found) => found.text)
    .concat(task.action?.short ?? '')
    .join(' ');
  const words = new Set(
    [...text.toLowerCase().matchAll(/[\p{L}\d]{4,}/gu)].map(([word]) => word).filter((word) => !COMMON.has(word)),
  );
  known.set(task, words);
  return words;
}
