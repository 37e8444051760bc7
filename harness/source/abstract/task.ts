import { restartsHost } from '../classify/restart.ts';
import { runBlock } from './block.ts';
import { isTaken, tagsOf } from './context.ts';
import { setFact } from './facts.ts';
import { flush } from './handlers.ts';
import { includeFile, includeRole, includeVars } from './include.ts';
import { isQuiet, launch } from './launch.ts';
import { looped } from './loop.ts';
import { runMeta } from './meta.ts';
import { passBy } from './pass-by.ts';
import { opaque, runPlain } from './plain.ts';
import { isReap, reap } from './reap.ts';
import type { State } from './state.ts';
import { TaskRun } from './task-run.ts';
import { touches } from './touches.ts';
import { metaOf } from './turns.ts';
import type { Take } from './walk.ts';

type Act = (run: TaskRun, state: State) => State[];

/** What bears on where a play goes on, or on what it knows, by the action's short name. */
const ACTIONS: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['include_tasks', includeFile],
  ['import_tasks', includeFile],
  ['include', includeFile],
  ['include_role', includeRole],
  ['import_role', includeRole],
  ['include_vars', includeVars],
  ['set_fact', setFact],
  ['meta', (run, state) => (metaOf(run.task) === 'flush_handlers' ? flush(run.walk, state) : runMeta(run, state))],
]);

const NEVER_ASYNC = /^(fail|assert|debug)$/;

export const takeTask: Take = (walk, task, context, state) => runTask(new TaskRun(walk, task, context), state);

function runTask(run: TaskRun, state: State): State[] {
  const { walk, task, context } = run;
  if (task.block) return runBlock(run, state);
  const action = task.action;
  if (!action) return [state];
  if (!isTaken(task, context, walk.selected)) {
    const id = walk.launches.get(task);
    if (id) walk.unselected.set(id, tagsOf(task, context));
    return [passBy(task, state, 'not-selected')];
  }
  const act = ACTIONS.get(action.short);
  if (act) return act(run, state);
  if (isReap(run)) return touches(task, context, state) ? looped(run, state, { act: reap }) : opaque(run, state);
  if (task.keywords.has('async') && !NEVER_ASYNC.test(action.short)) return runAsync(run, state);
  return runPlain(run, state);
}

function runAsync(run: TaskRun, state: State): State[] {
  const { walk, task, context } = run;
  const id = walk.launches.get(task);
  const own = id !== undefined && (!state.strike || state.strike.launch === id);
  if (!own && restartsHost(task)) return runPlain(run, state);
  const asks = touches(task, context, state);
  // What asks for a job that is struck may be launched for how that has ended.
  if (state.strike && asks) return looped(run, state, { act: launch });
  return own || asks ? looped(run, state, { act: launch, alike: isQuiet }) : opaque(run, state);
}
