import { loopPair } from '../parse/task.ts';
import { conditionsOf } from '../resolve/frame.ts';
import { Bad, Need } from './decided.ts';
import { holds, yamlValue } from './jinja.ts';
import { looped } from './loop.ts';
import { done } from './results.ts';
import type { State } from './state.ts';
import type { TaskRun } from './task-run.ts';
import { touches } from './touches.ts';
import { Unknown, type Value } from './value.ts';
import { error, type Item, type Way } from './way.ts';

/** `set_fact`: followed item by item where it bears on a job, in one step where it doesn't. */
export function setFact(run: TaskRun, state: State): State[] {
  return touches(run.task, run.context, state) ? looped(run, state, { act: assign }) : [quiet(run, state)];
}

function assign(run: TaskRun, state: State, item: Item): Way[] {
  let ways: { state: State; values: Map<string, Value>; bad: string | undefined }[] = [
    { state, values: new Map(), bad: undefined },
  ];
  for (const [name, node] of run.task.action?.args ?? []) {
    if (name === 'cacheable') continue;
    ways = ways.flatMap((way) =>
      run
        .fork<Value>(way.state, (one) =>
          yamlValue(node, run.scope(one, new Map([...item.extra, ...way.values])).forJobs()),
        )
        .map(({ state: one, answer }) =>
          answer instanceof Bad
            ? { state: one, values: way.values, bad: way.bad ?? answer.why }
            : { state: one, values: new Map(way.values).set(name, answer), bad: way.bad },
        ),
    );
  }
  return ways.map((way) => {
    if (way.bad !== undefined) return error(way.state, way.bad, run.task);
    let after = way.state;
    for (const [name, value] of way.values)
      after =
        after.strike && after.seen ? after.renew(name).setBecause(name, value) : after.renew(name).set(name, value);
    return { state: after, result: done() };
  });
}

/** Known where its condition is and its value is, unknown otherwise, and never a fork. */
function quiet(run: TaskRun, state: State): State {
  const scope = run.scope(state);
  const certain = <T>(get: () => T): T | undefined => {
    try {
      return get();
    } catch (problem) {
      if (problem instanceof Need || problem instanceof Bad) return undefined;
      throw problem;
    }
  };
  const runs = certain(() => conditionsOf(run.task, run.context.frames).every((node) => holds(node, scope)));
  if (runs === false) return state;
  const sure = runs === true && !loopPair(run.task);
  let after = state;
  for (const [name, node] of run.task.action?.args ?? []) {
    const value = sure ? certain(() => yamlValue(node, scope)) : undefined;
    after =
      value === undefined || value instanceof Unknown
        ? after.renew(name).set(name, new Unknown(name))
        : after.renew(name).set(name, value);
  }
  return after;
}
