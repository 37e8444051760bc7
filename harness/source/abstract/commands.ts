import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

const COMMANDS = /^(command|shell|raw|script)$/;

/** Whether a task runs a command of somebody's: it says that it changes something whenever it runs, and fails where the command does. */
export function runsCommand({ action }: TaskNode): boolean {
  return COMMANDS.test(action?.short ?? '');
}

/** Whether its command fails whatever happens. */
export function isFalse(task: TaskNode): boolean {
  const command = task.action?.free || textOf(task.action?.args.get('cmd'));
  return runsCommand(task) && /^((\/usr)?\/bin\/)?false$/.test(command.trim());
}

/** Whether a task is there to fail. */
export function mayFailByItself(task: TaskNode): boolean {
  return /^(fail|assert)$/.test(task.action?.short ?? '') || isFalse(task);
}
