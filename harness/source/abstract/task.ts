import { restartsHost } from '../classify/restart.ts';
import type { TaskNode } from '../parse/task.ts';
import { runBlock } from './block.ts';
import { type Context, isTaken, tagsOf } from './context.ts';
import { setFact } from './facts.ts';
import { flush } from './handlers.ts';
import { includeFile, includeRole, includeVars } from './include.ts';
import { launch } from './launch.ts';
import { looped } from './loop.ts';
import { runMeta } from './meta.ts';
import { opaque, runPlain } from './plain.ts';
import { isReap, passBy, reap } from './reap.ts';
import type { State } from './state.ts';
import { touches } from './touches.ts';
import { metaOf } from './universe.ts';
import type { Walk } from './walk.ts';

/** Takes one task as Ansible would: every way that leads out of it. */
export function runTask(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  if (task.block) return runBlock(walk, task, context, state);
  const action = task.action;
  if (!action) return [state];
  if (!isTaken(task, context, walk.selected)) {
    const id = walk.launches.get(task);
    if (id) walk.unselected.set(id, tagsOf(task, context));
    return [passBy(task, state, 'not-selected')];
  }
  switch (action.short) {
    case 'include_tasks':
    case 'import_tasks':
    case 'include':
      return includeFile(walk, task, context, state);
    case 'include_role':
    case 'import_role':
      return includeRole(walk, task, context, state);
    case 'include_vars':
      return includeVars(walk, task, context, state);
    case 'meta':
      return metaOf(task) === 'flush_handlers' ? flush(walk, state) : runMeta(walk, task, context, state);
    case 'set_fact':
      return setFact(walk, task, context, state);
  }
  if (isReap(walk, task))
    return touches(task, context, state)
      ? looped(walk, task, context, state, reap)
      : opaque(walk, task, context, state);
  if (task.keywords.has('async') && !NEVER_ASYNC.test(action.short)) {
    const id = walk.launches.get(task);
    const own = id !== undefined && (!state.strike || state.strike.launch === id);
    if (!own && restartsHost(task)) return runPlain(walk, task, context, state);
    return own || touches(task, context, state)
      ? looped(walk, task, context, state, launch)
      : opaque(walk, task, context, state);
  }
  return runPlain(walk, task, context, state);
}

const NEVER_ASYNC = /^(fail|assert|debug)$/;
