import { restartsHost } from '../classify/restart.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

/** Whether a task ends a play, takes failures back, or restarts the host. */
export function isTurn(task: TaskNode): boolean {
  const short = task.action?.short ?? '';
  return restartsHost(task) || (short === 'meta' && /^(end_|clear_host_errors|flush_handlers)/.test(metaOf(task)));
}

export function clearsErrors(task: TaskNode): boolean {
  return task.action?.short === 'meta' && metaOf(task) === 'clear_host_errors';
}

/** What a `meta` task asks for. */
export function metaOf(task: TaskNode): string {
  return ((task.action?.free || textOf(task.action?.args.get('_raw_params'))).trim().split(/\s/)[0] ?? '').trim();
}
