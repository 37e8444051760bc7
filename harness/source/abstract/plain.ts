import { loopPair, type TaskNode } from '../parse/task.ts';
import { effective } from '../resolve/frame.ts';
import { runsCommand } from './commands.ts';
import { finish } from './finish.ts';
import { maybeNotify } from './handlers.ts';
import { looped } from './loop.ts';
import { namesOf, registerOf } from './names.ts';
import { skipped } from './results.ts';
import type { State } from './state.ts';
import type { TaskRun } from './task-run.ts';
import { touches } from './touches.ts';
import { isTainted, Unknown } from './value.ts';
import { type Item, ONCE, type Way } from './way.ts';
import { inArguments, work } from './work.ts';

/** Any other task: it is assumed to go well, unless it asks for the job. */
export function runPlain(run: TaskRun, state: State): State[] {
  const { task, context } = run;
  if (touches(task, context, state) || (state.strike && readsFailedResult(task)))
    return looped(run, state, { act: asked }).map((after) => carried(task, state, after));
  // What a `fail` or an `assert` of its own accord asks for is assumed to be well.
  const assumed = task.action?.short !== 'fail';
  if (loopPair(task)) return assumed ? unasked(run, state) : [state];
  return run.condition(state, ONCE.extra, assumed).flatMap(({ state: way, answer }) => {
    if (answer !== false) return unasked(run, way);
    const register = registerOf(task);
    return [register ? way.set(register, skipped()) : way];
  });
}

function readsFailedResult(task: TaskNode): boolean {
  return namesOf(task).reads.has('ansible_failed_result');
}

/** A task that has nothing to do with the job in question: whatever it registers isn't known. */
export function opaque(run: TaskRun, state: State): State[] {
  const register = registerOf(run.task);
  return maybeNotify(run, register ? state.renew(register) : state);
}

function unasked(run: TaskRun, state: State): State[] {
  return work(run, state, ONCE, false).flatMap((way) =>
    way.failure ? finish(run, way) : opaque(run, way.state).map((after) => wentWell(run, after)),
  );
}

/** Where the play goes on behind a task whose failure nothing ignores or rescues, that task has not failed. */
function wentWell({ task, context }: TaskRun, state: State): State {
  const register = registerOf(task);
  const ignores = ['ignore_errors', 'ignore_unreachable'].some((keyword) => effective(task, context.frames, keyword));
  const rescued = context.frames.some(({ block }) => block?.part === 'block' && block.node.rescue.length > 0);
  if (!register || ignores || rescued || state.flow !== 'on' || state.vars.has(register)) return state;
  const not = (key: string) => ({ key, tainted: false });
  const decided = state.decided.with(not(`${register} is failed`), false).with(not(`${register}.failed`), false);
  const rc = { key: `${register}.rc == 0`, tainted: false, pins: { name: `${register}.rc`, value: 0 } };
  const told = runsCommand(task) && !loopPair(task) && !task.keywords.has('failed_when');
  return state.with({ decided: told ? decided.with(rc, true) : decided });
}

/** A task that asks for the job. */
function asked(run: TaskRun, state: State, item: Item): Way[] {
  return work(run, state, item, true);
}

/** What a task makes of a job's result may carry it on. */
function carried(task: TaskNode, before: State, state: State): State {
  const register = registerOf(task);
  if (!register || state.flow !== 'on') return state;
  const result = state.vars.get(register);
  if (result !== undefined && !(result instanceof Unknown) && spoken(result)) return state;
  const carries =
    task.action?.short !== 'debug' &&
    [...before.vars].some(([name, value]) => isTainted(value) && inArguments(task, name));
  return state.set(register, new Unknown(register, carries));
}

function spoken(result: unknown): boolean {
  const get = (result as { get?: (key: string) => unknown }).get;
  return typeof get === 'function' && (get.call(result, 'failed') === true || get.call(result, 'skipped') === true);
}
