import type { TaskNode } from '../parse/task.ts';

/** Whether a task says `run_once`, for itself or for what stands in it. */
export function isOnceWritten(task: TaskNode): boolean {
  return task.keywords.has('run_once');
}
