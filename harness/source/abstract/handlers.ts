import type { TaskNode } from '../parse/task.ts';
import { join } from './join.ts';
import { namesOf } from './names.ts';
import { passBy } from './reap.ts';
import type { State } from './state.ts';
import { handlerNames } from './universe.ts';
import { type Handler, stepOf, type Walk } from './walk.ts';

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

/** A task of which nobody knows whether it changes anything. */
export function maybeNotify(walk: Walk, task: TaskNode, state: State): State[] {
  if (notifiedBy(walk, task).length === 0) return [state];
  if (walk.handlers.some((handler) => handler.task === task)) return [notify(walk, task, state)];
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
      walk,
      states.flatMap((way) => {
        if (way.flow !== 'on') return [way];
        if (!way.notified.has(task)) return [passBy(task, way, 'not-notified')];
        return walk.task(task, context, [
          way.with({ notified: new Set([...way.notified].filter((one) => one !== task)) }),
        ]);
      }),
    );
  }
  return states;
}
