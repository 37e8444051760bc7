import type { TaskNode } from '../parse/task.ts';
import { splitWords } from '../parse/words.ts';

/** The first shell operator that a task without a shell hands to its program as an argument; undefined where there is none. */
export function shellOperatorOf(task: TaskNode): string | undefined {
  const action = task.action;
  if (!action || !/^(win_)?command$/.test(action.short) || action.args.has('argv')) return undefined;
  const words = splitWords(action.free);
  // find … -exec … ; has its own.
  const own = words.includes('-exec') ? /^(&&|\|\|?|&|\d?>>?\S*)$/ : /^(&&|\|\|?|&|;|\d?>>?\S*)$/;
  return words.find((word, index) => index > 0 && own.test(word));
}
