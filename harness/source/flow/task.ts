import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { includeFile, includeRole, includeVars } from './include.ts';
import type { Run } from './run.ts';
import { visit } from './visit.ts';

/** Takes one task, and what it brings in. A block is looked at, and no more: its tasks are the run's. */
export function takeTask(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  visit(run, task, frames);
  if (task.block) return;
  const short = task.action?.short ?? '';
  if (/^(include_tasks|import_tasks|include)$/.test(short)) includeFile(run, task, frames);
  else if (/^(include_role|import_role)$/.test(short)) includeRole(run, task, frames);
  else if (short === 'include_vars') includeVars(run, task, frames);
  else if (short === 'meta' && task.action?.free.trim() === 'flush_handlers') run.flushHandlers();
}
