import { formatPlace } from '../../model/place.ts';
import { restartsHost } from '../classify/restart.ts';
import { hasWord } from '../jinja/has-word.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { effective, type Frame } from '../resolve/frame.ts';
import { isFalse, runsCommand } from './commands.ts';
import { Bad } from './decided.ts';
import { holds } from './jinja.ts';
import { namesOf } from './names.ts';
import { done, failure } from './results.ts';
import type { State } from './state.ts';
import { placeOf, stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { dict, isTainted, Unknown } from './value.ts';
import type { Failure, Item, Way } from './way.ts';

/** Actions that tell, ask or keep: to run one of them repairs nothing. */
const TELLS =
  /^(debug|set_fact|set_stats|meta|copy|template|file|lineinfile|blockinfile|replace|fetch|slurp|stat|find|pause|mail|slack|telegram|add_host|group_by|assert|fail|setup|tempfile|wait_for|wait_for_connection|include_vars)$/;

/** What a task that launches and reaps nothing does in one round. `ofJob`: it asks for the job, so that its failure tells of it. */
export function work(run: TaskRun, from: State, item: Item, ofJob: boolean): Way[] {
  const { task } = run;
  const short = task.action?.short ?? '';
  const failing = (why: string): Failure => ({ reason: ofJob ? 'checked' : 'unrelated', why, ofJob });
  if (short === 'fail')
    return [{ state: from.said(stepOf(task, 'fails')), result: failure('fail'), failure: failing('fail') }];
  if (short === 'assert') return asserted(run, from, item, failing);
  const state = worked(run, from, ofJob);
  const criterion = run.keyword('failed_when');
  if (!criterion && isFalse(task))
    return [{ state, result: failure('false'), failure: failing('a command that always fails') }];
  const result = dict({ changed: new Unknown(`${formatPlace(placeOf(task))} changed`), failed: false });
  if (!criterion) return [{ state, result }];
  const extra = run.withResult(item.extra, new Unknown(textOf(run.keyword('register')).trim()));
  return run
    .fork(state, (one) => holds(criterion, run.scope(one, extra)), false)
    .map(({ state: way, answer }) => {
      if (answer === false) return { state: way, result };
      const why = answer instanceof Bad ? answer.why : `failed_when: ${textOf(criterion)}`;
      return { state: way, result: failure('failed_when'), failure: failing(why) };
    });
}

/** What a task's doing means for the job: it takes its result, restarts the host, or repairs what has failed. */
function worked({ task, context }: TaskRun, from: State, ofJob: boolean): State {
  const short = task.action?.short ?? '';
  const tells = TELLS.test(short);
  let state = from;
  if (ofJob && state.seen && !tells && !runsCommand(task) && handsOn(task, state))
    state = state.with({ lost: state.lost ?? `the result is handed to ${short} at ${formatPlace(placeOf(task))}` });
  if (!state.strike) return state;
  if (!state.seen && restartsHost(task) && actsOnHost(task, context.frames))
    return state.with({ restarted: task }).said(stepOf(task, 'restarts the host: the job is gone'));
  return repairing(task, state);
}

/** A way with what a task does after the job has failed: it may be what makes good for it. */
export function repairing(task: TaskNode, state: State): State {
  if (!state.strike || !state.seen || TELLS.test(task.action?.short ?? '')) return state;
  return state.with({ work: new Set(state.work).add(task) });
}

/** A way on which such a task is left out: by what a rescue has asked anew, there is nothing to make good, or to fail for. */
export function foundNeedless(task: TaskNode, state: State): State {
  const short = task.action?.short ?? '';
  if (!state.strike || !state.seen || (short !== 'fail' && TELLS.test(short))) return state;
  const asks = namesOf(task).reads;
  return [...state.because].some((name) => asks.has(name)) ? state.with({ needless: task }) : state;
}

function asserted(run: TaskRun, from: State, item: Item, failing: (why: string) => Failure): Way[] {
  const that = run.task.action?.args.get('that');
  if (!that) return [{ state: from, result: done() }];
  return run
    .fork(from, (way) => holds(that, run.scope(way, item.extra)), true)
    .map(({ state, answer }) =>
      answer === true
        ? { state, result: done() }
        : { state, result: failure('assert'), failure: failing(answer instanceof Bad ? answer.why : 'assert') },
    );
}

function actsOnHost(task: TaskNode, frames: readonly Frame[]): boolean {
  const delegated = textOf(effective(task, frames, 'delegate_to')?.pair.value).trim();
  return !task.action?.local && (delegated === '' || /^\{\{\s*inventory_hostname\s*\}\}$/.test(delegated));
}

function handsOn(task: TaskNode, state: State): boolean {
  return [...state.vars].some(([name, value]) => isTainted(value) && inArguments(task, name));
}

/** Whether what a task is given names a variable. */
export function inArguments(task: TaskNode, name: string): boolean {
  if (hasWord(task.action?.free ?? '', name)) return true;
  return [...(task.action?.args.values() ?? [])].some((node) =>
    hasWord(task.source.text.slice(node.start, node.end), name),
  );
}
