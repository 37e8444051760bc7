import { placeAt } from '../parse/source.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { effective } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import { changes, notify } from './handlers.ts';
import type { Way } from './loop.ts';
import type { State } from './state.ts';
import { inRescue } from './touches.ts';
import { registerOf, stepOf, type Walk } from './walk.ts';

/** What comes after a task: its register, its handlers, and whether its failure counts. */
export function finish(walk: Walk, task: TaskNode, context: Context, way: Way): State[] {
  const { result, failure } = way;
  let state = way.state;
  const register = registerOf(task);
  if (register)
    state = state.seen && inRescue(context) ? state.setBecause(register, result) : state.set(register, result);
  const id = walk.launches.get(task);
  if (id && result.get('skipped') !== true && !walk.universe.comesOnce(task))
    state = state.with({ runs: new Map(state.runs).set(id, (state.runs.get(id) ?? 0) + 1) });
  if (!failure) {
    if (result.get('skipped') === true) return [state];
    const changed = changes(walk, task, context, state, result) ?? result.get('changed') !== false;
    return [changed ? notify(walk, task, state) : state];
  }
  // Before any job is struck, all goes well: what fails there has a finding of its own.
  if (!state.strike) return [state];
  if (failure.reason === 'unreachable') {
    return walk
      .flag('ignore_unreachable', state, task, context)
      .map(({ state: one, answer }) =>
        answer === true
          ? one
              .with({ hidden: { how: 'ignore-unreachable', task, keyword: 'ignore_unreachable' } })
              .said(stepOf(task, 'unreachable, and ignore_unreachable'))
          : one
              .with({ flow: 'unreachable', red: { ...failure, task, result, fatal: endsForAll(task, context) } })
              .said(stepOf(task, 'unreachable: red', 'end')),
      );
  }
  return walk.flag('ignore_errors', state, task, context).map(({ state: one, answer }) => {
    const what = failure.reason === 'error' || failure.reason === 'no-job-id' ? failure.why : failure.reason;
    if (answer === true) {
      const found = effective(task, context.frames, 'ignore_errors');
      const place = found && placeAt(found.source, found.pair.keyStart);
      const hidden = failure.ofJob
        ? { how: 'ignore-errors' as const, task, keyword: 'ignore_errors', ...(place && { place }) }
        : one.hidden;
      return one.with({ hidden }).said(stepOf(task, `${what}, and ignore_errors`));
    }
    const red = { ...failure, task, result, fatal: endsForAll(task, context) };
    return one.with({ flow: 'failed', red }).said(stepOf(task, `${what}: failed`, 'end'));
  });
}

/** Whether one host that fails there ends the play for all of them: `any_errors_fatal`, or no failure allowed. */
function endsForAll(task: TaskNode, context: Context): boolean {
  const written = (keyword: string) => textOf(effective(task, context.frames, keyword)?.pair.value).trim();
  return (
    /^(true|yes|on|y|1)$/i.test(written('any_errors_fatal')) || /^0+(\.0*)?%?$/.test(written('max_fail_percentage'))
  );
}
