import { posix } from 'node:path';
import type { Context } from './context.ts';
import type { State } from './state.ts';
import { MAX_DEPTH } from './universe.ts';
import type { Walk } from './walk.ts';

/** A file of tasks; of files that include each other, one round more is followed, and then no other. */
export function runFile(walk: Walk, path: string, context: Context, states: readonly State[]): State[] {
  const tasks = walk.universe.project.tasksOf(path);
  if (!tasks) return [...states];
  const again = walk.files.includes(path) && new Set(walk.files).size < walk.files.length;
  if (again || walk.files.length > MAX_DEPTH)
    return states.map((state) =>
      state.strike ? state.with({ lost: state.lost ?? `${posix.basename(path)} includes itself` }) : state,
    );
  walk.files.push(path);
  const after = walk.tasks(tasks, context, states);
  walk.files.pop();
  return after;
}
