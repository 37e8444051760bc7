import { saysYes } from '../jinja/says-yes.ts';
import { textOf } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';

import { effective } from '../resolve/frame.ts';
import { changes, notify } from './handlers.ts';
import { registerOf } from './names.ts';
import type { Red, State } from './state.ts';
import { stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { inRescue } from './touches.ts';
import type { Dict } from './value.ts';
import type { Failure, Way } from './way.ts';

/** What comes after a task: its register, its handlers, and whether its failure counts. */
export function finish(run: TaskRun, way: Way): State[] {
  const { result, failure } = way;
  const skipped = result.get('skipped') === true;
  const state = counted(run, registered(run, way.state, result), skipped);
  if (!failure) {
    if (skipped) return [state];
    const changed = changes(run, state, result) ?? result.get('changed') !== false;
    return [changed ? notify(run.walk, run.task, state) : state];
  }
  // Before any job is struck, all goes well: what fails there has a finding of its own.
  if (!state.strike) return [state];
  const red = { ...failure, task: run.task, result, fatal: endsForAll(run) };
  return failure.reason === 'unreachable' ? unreachable(run, state, red) : failed(run, state, red);
}

function registered({ task, context }: TaskRun, state: State, result: Dict): State {
  const register = registerOf(task);
  if (!register) return state;
  return state.seen && inRescue(context) ? state.setBecause(register, result) : state.set(register, result);
}

/** How often a launch has run. */
function counted({ walk, task }: TaskRun, state: State, skipped: boolean): State {
  const id = walk.launches.get(task);
  if (!id || skipped || walk.universe.comesOnce(task)) return state;
  return state.with({ runs: new Map(state.runs).set(id, (state.runs.get(id) ?? 0) + 1) });
}

function unreachable(run: TaskRun, from: State, red: Red): State[] {
  const { task } = run;
  return run
    .flag('ignore_unreachable', from)
    .map(({ state, answer }) =>
      answer === true
        ? state
            .with({ hidden: { how: 'ignore-unreachable', task, keyword: 'ignore_unreachable' } })
            .said(stepOf(task, 'unreachable, and ignore_unreachable'))
        : state.with({ flow: 'unreachable', red }).said(stepOf(task, 'unreachable: red', 'end')),
    );
}

function failed(run: TaskRun, from: State, red: Red): State[] {
  const { task } = run;
  const what = saysWhy(red) ? red.why : red.reason;
  return run
    .flag('ignore_errors', from)
    .map(({ state, answer }) =>
      answer === true
        ? ignored(run, state, red).said(stepOf(task, `${what}, and ignore_errors`))
        : state.with({ flow: 'failed', red }).said(stepOf(task, `${what}: failed`, 'end')),
    );
}

function saysWhy({ reason }: Failure): boolean {
  return reason === 'error' || reason === 'until-fails' || reason === 'no-job-id';
}

function ignored({ task, context }: TaskRun, state: State, red: Red): State {
  if (!red.ofJob) return state;
  const found = effective(task, context.frames, 'ignore_errors');
  const place = found && placeAt(found.source, found.pair.keyStart);
  return state.with({ hidden: { how: 'ignore-errors', task, keyword: 'ignore_errors', ...(place && { place }) } });
}

/** Whether one host that fails there ends the play for all of them: `any_errors_fatal`, or no failure allowed. */
function endsForAll({ task, context }: TaskRun): boolean {
  const written = (keyword: string) => textOf(effective(task, context.frames, keyword)?.pair.value).trim();
  return saysYes(written('any_errors_fatal')) || /^0+(\.0*)?%?$/.test(written('max_fail_percentage'));
}
