import { DELAY_S, RETRIES, windowS } from '../../model/ansible-core.ts';
import type { TaskNode } from '../parse/task.ts';
import { REAPS } from './pass-by.ts';
import type { State } from './state.ts';
import { TaskRun } from './task-run.ts';
import type { Value } from './value.ts';
import type { Walk } from './walk.ts';

const shortest = new WeakMap<Walk, number>();

/** How long a reap looks for its job: seconds; undefined where that can't be known. */
export function windowOf(run: TaskRun, state: State, extra?: ReadonlyMap<string, Value>): number | undefined {
  if (!run.keyword('until')) return 0;
  const retries = run.number('retries', state, extra, RETRIES);
  const delay = run.number('delay', state, extra, DELAY_S);
  return retries === undefined || delay === undefined ? undefined : windowS(retries, delay);
}

/** The shortest window that any reap may have, as far as is known where the first job is launched; worked out once for a walk. */
export function shortestWindow({ walk, context }: TaskRun, state: State): number {
  const known = shortest.get(walk);
  if (known !== undefined) return known;
  let least = Number.POSITIVE_INFINITY;
  for (const task of walk.slice.followed(isWaiting)) {
    const window = windowOf(new TaskRun(walk, task, context), state);
    if (window !== undefined) least = Math.min(least, window);
  }
  shortest.set(walk, least);
  return least;
}

function isWaiting({ action, keywords }: TaskNode): boolean {
  return REAPS.test(action?.short ?? '') && keywords.has('until');
}
