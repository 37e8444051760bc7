import { stringsIn } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

const CONDITIONS = ['until', 'failed_when', 'changed_when', 'when'] as const;
/** Whatever may tell 1 from true: tests of identity and type, text, filters that make text. */
const TELLS = /\bis\s+(not\s+)?(true|false|sameas|boolean|integer|number|float|string)\b|['"|~]/;

/**
 * Whether a task asks for `finished` or `started` in a way that may tell 1 from true. It says more often so than it is: the walks with
 * either say what comes of it.
 */
export function tellsOneFromTrue({ keywords, action }: TaskNode): boolean {
  const nodes = [...CONDITIONS.map((key) => keywords.get(key)?.value), action?.args.get('that')];
  return nodes.some(
    (node) => node && stringsIn(node).some(({ text }) => /\b(finished|started)\b/.test(text) && TELLS.test(text)),
  );
}
