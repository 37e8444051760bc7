import { keywordsOf } from '../parse/keywords.ts';
import type { TaskNode } from '../parse/task.ts';
import { runsCommand } from './commands.ts';
import { inside } from './context.ts';
import { Bad, Need } from './decided.ts';
import { holds } from './jinja.ts';
import { join } from './join.ts';
import { handlerNames, namesOf, registerOf } from './names.ts';
import { passBy } from './pass-by.ts';
import type { State } from './state.ts';
import { stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { Unknown, type Value } from './value.ts';
import type { Handler, Walk } from './walk.ts';

function notifiedBy(walk: Walk, task: TaskNode): Handler[] {
  const names = namesOf(task).notifies;
  if (names.length === 0) return [];
  return walk.handlers.filter(
    (handler) =>
      walk.slice.follows(handler.task) &&
      handlerNames(handler.task).some((name) => names.some((asked) => asked.replace(/^.* : /, '') === name)),
  );
}

/** Of the handlers, only those that may see a job are remembered. */
export function notify(walk: Walk, task: TaskNode, state: State): State {
  const handlers = notifiedBy(walk, task);
  return handlers.length > 0
    ? state.with({ notified: new Set([...state.notified, ...handlers.map((one) => one.task)]) })
    : state;
}

/** Modules that only look, tell or judge. */
const NEVER_CHANGE = /^(debug|assert|fail|pause|set_fact|setup|slurp|stat|wait_for|wait_for_connection)$/;

/** Whether a module says that it changes something, by what is written of it. */
function moduleChanges(task: TaskNode): boolean | undefined {
  const { action } = task;
  if (NEVER_CHANGE.test(action?.short ?? '')) return false;
  if (!runsCommand(task)) return undefined;
  // These keep it from running.
  return action?.args.has('creates') || action?.args.has('removes') ? undefined : true;
}

/** Whether a task says that it changes something; undefined where nobody knows. `result`: what it registers. */
export function changes(run: TaskRun, state: State, result?: Value): boolean | undefined {
  const criterion = run.keyword('changed_when');
  if (!criterion) return moduleChanges(run.task);
  const register = registerOf(run.task);
  const own = new Map<string, Value>(register ? [[register, result ?? new Unknown(register)]] : []);
  try {
    return holds(criterion, run.scope(state, own));
  } catch (error) {
    if (error instanceof Need || error instanceof Bad) return undefined;
    throw error;
  }
}

/** A task of which nobody knows what it does: it may change something, unless it says so. */
export function maybeNotify(run: TaskRun, state: State): State[] {
  const { walk, task } = run;
  if (notifiedBy(walk, task).length === 0) return [state];
  const changed = changes(run, state);
  if (changed === false) return [state];
  if (changed === true || walk.handlers.some((handler) => handler.task === task)) return [notify(walk, task, state)];
  return [
    notify(walk, task, state).said(stepOf(task, 'where it changes something', 'assumed')),
    state.said(stepOf(task, 'where it changes nothing', 'assumed')),
  ];
}

/** Runs the handlers that are notified, in the order in which they stand. */
export function flush(walk: Walk, state: State): State[] {
  let states = [state];
  for (const { task, context } of walk.handlers) {
    if (!walk.slice.follows(task)) continue;
    states = join(
      states.flatMap((way) => {
        if (way.flow !== 'on') return [way];
        if (!way.notified.has(task)) return [passBy(task, way, 'not-notified')];
        const handler = inside(context, { kind: 'handlers', source: task.source, keywords: keywordsOf([]) });
        return walk.task(task, handler, [
          way.with({ notified: new Set([...way.notified].filter((one) => one !== task)) }),
        ]);
      }),
    );
  }
  return states;
}
