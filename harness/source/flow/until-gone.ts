import { commandOf } from '../classify/intent.ts';
import { readExpression } from '../jinja/expression.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { conditionText } from './reap-facts.ts';
import { literal, type Value } from './value.ts';

const ASKS_FOR_PROCESS = /^\s*(?:(?:sudo|set -\w+ (?:pipefail)?;?)\s+)*(?:pgrep|pidof|ps)\b/;

/**
 * Whether a task waits until a process is gone. One that has failed is gone as well: how the job ended is not seen so, and nothing
 * that it started is looked for.
 */
export function waitsUntilGone(task: TaskNode): boolean {
  if (task.action?.short === 'win_wait_for_process') return textOf(task.action.args.get('state')) === 'absent';
  if (!ASKS_FOR_PROCESS.test(commandOf(task))) return false;
  const until = readExpression(conditionText(task.keywords.get('until')?.value) ?? '');
  const register = textOf(task.keywords.get('register')?.value).trim();
  if (!until || register === '') return false;
  const met = (result: Value) =>
    evaluateExpression(until, { lookup: (name) => (name === register ? result : undefined) }, 0);
  const [there, gone] = [met(listing('4711', 0)), met(listing('', 1))];
  return there.k === 'literal' && !there.v && gone.k === 'literal' && Boolean(gone.v);
}

/** What such a command registers. */
function listing(stdout: string, rc: number): Value {
  const lines: Value = { k: 'list', items: stdout === '' ? [] : [literal(stdout)] };
  return {
    k: 'dict',
    entries: new Map<string, Value>([
      ['rc', literal(rc)],
      ['failed', literal(rc !== 0)],
      ['stdout', literal(stdout)],
      ['stdout_lines', lines],
    ]),
  };
}
