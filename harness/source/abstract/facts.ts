import type { TaskNode } from '../parse/task.ts';
import { conditionsOf } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import { Bad, Need } from './decided.ts';
import { holds, yamlValue } from './jinja.ts';
import { error, type Item, looped, loopPair, type Way } from './loop.ts';
import { done } from './results.ts';
import type { State } from './state.ts';
import { touches } from './touches.ts';
import { Unknown, type Value } from './value.ts';
import type { Walk } from './walk.ts';

/** `set_fact`: followed item by item where it bears on a job, in one step where it doesn't. */
export function setFact(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  return touches(task, context, state)
    ? looped(walk, task, context, state, assign)
    : [quiet(walk, task, context, state)];
}

function assign(walk: Walk, task: TaskNode, context: Context, state: State, item: Item): Way[] {
  let ways: { state: State; values: Map<string, Value>; bad: string | undefined }[] = [
    { state, values: new Map(), bad: undefined },
  ];
  for (const [name, node] of task.action?.args ?? []) {
    if (name === 'cacheable') continue;
    ways = ways.flatMap((way) =>
      walk
        .fork<Value>(way.state, task, (one) =>
          yamlValue(node, walk.scope(one, context, task, new Map([...item.extra, ...way.values]))),
        )
        .map(({ state: one, answer }) =>
          answer instanceof Bad
            ? { state: one, values: way.values, bad: way.bad ?? answer.why }
            : { state: one, values: new Map(way.values).set(name, answer), bad: way.bad },
        ),
    );
  }
  return ways.map((way) => {
    if (way.bad !== undefined) return error(way.state, way.bad, task);
    let after = way.state;
    for (const [name, value] of way.values)
      after = after.strike && after.seen ? after.setBecause(name, value) : after.set(name, value);
    return { state: after, result: done() };
  });
}

/** Known where its condition is and its value is, unknown otherwise, and never a fork. */
function quiet(walk: Walk, task: TaskNode, context: Context, state: State): State {
  const scope = walk.scope(state, context, task, new Map());
  const certain = <T>(get: () => T): T | undefined => {
    try {
      return get();
    } catch (problem) {
      if (problem instanceof Need || problem instanceof Bad) return undefined;
      throw problem;
    }
  };
  const runs = certain(() => conditionsOf(task, context.frames).every((node) => holds(node, scope)));
  if (runs === false) return state;
  const sure = runs === true && !loopPair(task);
  let after = state;
  for (const [name, node] of task.action?.args ?? []) {
    const value = sure ? certain(() => yamlValue(node, scope)) : undefined;
    after = value === undefined || value instanceof Unknown ? after.forget(name) : after.set(name, value);
  }
  return after;
}
