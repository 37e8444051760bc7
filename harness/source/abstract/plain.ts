import { formatPlace } from '../../model/place.ts';
import { restartsHost } from '../classify/restart.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { conditionsOf, effective } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import { Bad } from './decided.ts';
import { finish } from './finish.ts';
import { maybeNotify } from './handlers.ts';
import { holds } from './jinja.ts';
import { type Failure, type Item, looped, loopPair, type Way } from './loop.ts';
import { namesOf } from './names.ts';
import { failure, skipped } from './results.ts';
import type { State } from './state.ts';
import { touches } from './touches.ts';
import { dict, isTainted, Unknown } from './value.ts';
import { placeOf, registerOf, stepOf, type Walk } from './walk.ts';

/** Actions that tell, ask or keep: to run one of them repairs nothing. */
const TELLS =
  /^(debug|set_fact|set_stats|meta|copy|template|file|lineinfile|blockinfile|replace|fetch|slurp|stat|find|pause|mail|slack|telegram|add_host|group_by|assert|fail|setup|tempfile|wait_for|wait_for_connection|include_vars)$/;

/** Any other task: it is assumed to go well, unless it asks for the job. */
export function runPlain(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  if (touches(task, context, state) || (state.strike && readsFailedResult(task)))
    return looped(walk, task, context, state, (...given) => one(true, ...given)).map((after) =>
      carried(task, state, after),
    );
  const conditions = conditionsOf(task, context.frames);
  // What a `fail` or an `assert` of its own accord asks for is assumed to be well.
  const assumed = task.action?.short !== 'fail';
  if (loopPair(task)) return assumed ? after(walk, task, context, state) : [state];
  return walk.condition(conditions, state, task, context, new Map(), assumed).flatMap(({ state: way, answer }) => {
    if (answer === false) {
      const register = registerOf(task);
      return [register ? way.set(register, skipped()) : way];
    }
    if (answer instanceof Bad) return after(walk, task, context, way);
    return after(walk, task, context, way);
  });
}

function readsFailedResult(task: TaskNode): boolean {
  return namesOf(task).reads.has('ansible_failed_result');
}

/** A task that has nothing to do with the job in question: whatever it registers isn't known. */
export function opaque(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  const register = registerOf(task);
  return maybeNotify(walk, task, context, register ? state.forget(register) : state);
}

function after(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  return one(false, walk, task, context, state, { extra: new Map(), index: 0, count: 1 }).flatMap((way) => {
    if (way.failure) return finish(walk, task, context, way);
    return opaque(walk, task, context, way.state);
  });
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

function inArguments(task: TaskNode, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  if (word.test(task.action?.free ?? '')) return true;
  return [...(task.action?.args.values() ?? [])].some((node) =>
    word.test(task.source.text.slice(node.start, node.end)),
  );
}

function one(ofJob: boolean, walk: Walk, task: TaskNode, context: Context, state: State, item: Item): Way[] {
  const short = task.action?.short ?? '';
  const failing = (why: string): Failure => ({ reason: ofJob ? 'checked' : 'unrelated', why, ofJob });
  if (short === 'fail')
    return [{ state: state.said(stepOf(task, 'fails')), result: failure('fail'), failure: failing('fail') }];
  if (short === 'assert') return asserted(walk, task, context, state, item, failing);
  let way = state;
  if (ofJob && state.seen && !TELLS.test(short) && !COMMANDS.test(short) && handsOn(task, state))
    way = way.with({ lost: way.lost ?? `the result is handed to ${short} at ${formatPlace(placeOf(task))}` });
  if (way.strike && !way.seen && restartsHost(task) && actsOnHost(task, context))
    way = way.with({ restarted: task }).said(stepOf(task, 'restarts the host: the job is gone'));
  if (way.strike && way.seen && !TELLS.test(short)) way = way.with({ work: new Set(way.work).add(task) });
  const criterion = task.keywords.get('failed_when')?.value;
  if (!criterion && COMMANDS.test(short) && isFalse(task))
    return [{ state: way, result: failure('false'), failure: failing('a command that always fails') }];
  const result = dict({ changed: new Unknown(`${formatPlace(placeOf(task))} changed`), failed: false });
  if (!criterion) return [{ state: way, result }];
  const register = registerOf(task);
  const extra = register ? new Map(item.extra).set(register, new Unknown(register)) : item.extra;
  return walk
    .fork(way, task, (one) => holds(criterion, walk.scope(one, context, task, extra)), false)
    .map(({ state: next, answer }) =>
      answer === false
        ? { state: next, result }
        : {
            state: next,
            result: failure('failed_when'),
            failure: failing(answer instanceof Bad ? answer.why : `failed_when: ${textOf(criterion)}`),
          },
    );
}

const COMMANDS = /^(command|shell|raw|script)$/;

function actsOnHost(task: TaskNode, context: Context): boolean {
  const delegated = textOf(effective(task, context.frames, 'delegate_to')?.pair.value).trim();
  return !task.action?.local && (delegated === '' || /^\{\{\s*inventory_hostname\s*\}\}$/.test(delegated));
}

function handsOn(task: TaskNode, state: State): boolean {
  return [...state.vars].some(([name, value]) => isTainted(value) && inArguments(task, name));
}

function isFalse(task: TaskNode): boolean {
  return /^((\/usr)?\/bin\/)?false$/.test((task.action?.free || textOf(task.action?.args.get('cmd'))).trim());
}

function asserted(
  walk: Walk,
  task: TaskNode,
  context: Context,
  state: State,
  item: Item,
  failing: (why: string) => Failure,
): Way[] {
  const that = task.action?.args.get('that');
  if (!that) return [{ state, result: dict({ changed: false, failed: false }) }];
  return walk
    .fork(state, task, (way) => holds(that, walk.scope(way, context, task, item.extra)), true)
    .map(({ state: way, answer }) =>
      answer === true
        ? { state: way, result: dict({ changed: false, failed: false }) }
        : { state: way, result: failure('assert'), failure: failing(answer instanceof Bad ? answer.why : 'assert') },
    );
}
