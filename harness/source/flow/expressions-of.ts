import { readsOf } from '../jinja/canonical.ts';
import { readExpression } from '../jinja/expression.ts';
import type { Expression } from '../jinja/syntax.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

/** An expression of a task, with the keyword (or `args`) that it stands in, and the variables that it reads. */
export interface ExpressionOf {
  readonly expression: Expression;
  readonly keyword: string;
  readonly reads: readonly { readonly name: string; readonly path: readonly string[] }[];
}

const known = new WeakMap<TaskNode, readonly ExpressionOf[]>();

/** Every expression of a task. A file that is included a thousand times is read once. */
export function expressionsOf(task: TaskNode): readonly ExpressionOf[] {
  const before = known.get(task);
  if (before) return before;
  const found = writtenIn(task).map((one) => ({ ...one, reads: readsOf(one.expression) }));
  known.set(task, found);
  return found;
}

function writtenIn(task: TaskNode): { expression: Expression; keyword: string }[] {
  const found: { expression: Expression; keyword: string }[] = [];
  const bare = (text: string, keyword: string) => {
    const expression = readExpression(text.trim().replace(/^\{\{([\s\S]*)\}\}$/, '$1'));
    if (expression) found.push({ expression, keyword });
  };
  for (const pair of task.keywords.values()) {
    const keyword = pair.key === 'loop' || pair.key.startsWith('with_') ? 'loop' : pair.key;
    if (/^(when|failed_when|changed_when|until)$/.test(keyword)) {
      for (const { text } of stringsIn(pair.value)) bare(text, keyword);
    } else if (!/^(name|register|args|action|local_action|block|rescue|always|tags)$/.test(keyword)) {
      for (const { text } of stringsIn(pair.value))
        for (const expression of expressionsIn(text)) found.push({ expression, keyword });
    }
  }
  for (const [name, node] of task.action?.args ?? []) {
    const raw =
      (task.action?.short === 'assert' && name === 'that') || (task.action?.short === 'debug' && name === 'var');
    for (const { text } of stringsIn(node)) {
      if (raw) bare(text, 'args');
      else
        for (const expression of expressionsIn(text))
          found.push({ expression, keyword: name === 'jid' ? 'jid' : 'args' });
    }
  }
  for (const expression of expressionsIn(task.action?.free ?? '')) found.push({ expression, keyword: 'args' });
  return found;
}
