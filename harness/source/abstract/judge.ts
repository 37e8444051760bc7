import type { Mechanism, RedReason } from '../../model/abstract.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Context } from './context.ts';
import { Bad } from './decided.ts';
import { holds } from './jinja.ts';
import { error, type Item, type Way } from './loop.ts';
import type { State } from './state.ts';
import type { Dict, JobId } from './value.ts';
import { registerOf, stepOf, type Walk } from './walk.ts';

/**
 * What one look, or the looks of `until`, make of the host's answers, in Ansible's order: answer, changed_when, failed_when,
 * until, retries. Where `failed_when` stands, it alone says whether the task failed, retries that ran out included.
 */
export function judge(
  walk: Walk,
  task: TaskNode,
  context: Context,
  from: State,
  item: Item,
  answers: readonly Dict[],
  job: JobId,
  keepAlive: boolean,
): Way[] {
  const until = task.keywords.get('until')?.value;
  const last = answers.at(-1) as Dict;
  if (last.get('unreachable') === true)
    return [
      {
        state: from.with({ seen: true }),
        result: last,
        failure: { reason: 'unreachable', why: 'unreachable', ofJob: true },
      },
    ];
  const retries = walk.number(task.keywords.get('retries')?.value, from, context, task, item.extra, 3);
  if (!until || retries === 0) {
    const how = until ? 'retries-zero' : 'no-until';
    // A job that is well has ended by then, whatever was done to wait for it; one that isn't may still run.
    const seen = job.struck && !keepAlive && from.strike?.end !== 'ok' ? answers : answers.slice(-1);
    return seen.flatMap((answer) =>
      ownJudgement(walk, task, context, from, item, answer).map((way) => verdict(task, way, answer, job, how)),
    );
  }
  const ways: Way[] = [];
  let live: State[] = [from];
  for (const [index, answer] of answers.entries()) {
    const again: State[] = [];
    for (const way of live.flatMap((state) => ownJudgement(walk, task, context, state, item, answer))) {
      const register = registerOf(task);
      const extra = register ? new Map(item.extra).set(register, way.result) : item.extra;
      for (const { state, answer: met } of walk.fork(way.state, task, (one) =>
        holds(until, walk.scope(one, context, task, extra)),
      )) {
        if (met instanceof Bad) ways.push(error(state, `until: ${met.why}`, task));
        else if (met) ways.push(verdict(task, { ...way, state }, answer, job, 'no-until'));
        else if (index < answers.length - 1) again.push(state);
        else ways.push(exhausted(task, { ...way, state }, answer, job));
      }
    }
    live = again;
  }
  return ways;
}

interface Judged {
  readonly state: State;
  readonly result: Dict;
  /** Set where `failed_when` has judged. */
  readonly overruled: boolean;
  /** Why `failed_when` could not be evaluated: Ansible takes that for failed, and tries again where `until` isn't met. */
  readonly wrong?: string;
}

/** What `failed_when` makes of one answer. */
function ownJudgement(walk: Walk, task: TaskNode, context: Context, state: State, item: Item, answer: Dict): Judged[] {
  const register = registerOf(task);
  const node = task.keywords.get('failed_when')?.value;
  if (!node) return [{ state, result: answer, overruled: false }];
  const extra = register ? new Map(item.extra).set(register, answer) : item.extra;
  return walk
    .fork(state, task, (way) => holds(node, walk.scope(way, context, task, extra)))
    .map(({ state: way, answer: failed }) =>
      failed instanceof Bad
        ? { state: way, result: answer.with('failed', true), overruled: true, wrong: failed.why }
        : { state: way, result: answer.with('failed', failed), overruled: true },
    );
}

function reasonOf(state: State): RedReason {
  switch (state.strike?.end) {
    case 'failed-1':
    case 'failed-2':
    case 'failed-255':
      return 'failed';
    case 'crashed':
      return 'crashed';
    case 'timed-out':
      return 'timed-out';
    case 'lost':
      return 'lost';
    case 'unreachable':
      return 'unreachable';
    case 'never-ends':
      return 'retries-exhausted';
    default:
      // A healthy job that is called failed was looked for in the wrong place.
      return 'lost';
  }
}

function verdict(task: TaskNode, way: Judged, answer: Dict, job: JobId, how: Mechanism): Way {
  const { result } = way;
  const failed = result.get('failed') === true;
  const answered = answer.get('failed') === true;
  if (!job.struck) return { state: way.state, result };
  let state = way.state.with({ seen: way.state.seen || answer.ended || answered });
  if (failed) {
    const reason = answered ? reasonOf(state) : way.wrong === undefined ? 'checked' : 'error';
    const why = way.wrong === undefined ? `the job ${reason}` : `failed_when: ${way.wrong}`;
    return { state, result, failure: { reason, why, ofJob: true } };
  }
  if (answered)
    state = state
      .with({ hidden: { how: 'failed-when', task, keyword: 'failed_when' } })
      .said(stepOf(task, 'the job has failed, and failed_when calls it well'));
  else if (!answer.ended)
    state = state
      .with({ hidden: { how, task, keyword: how === 'retries-zero' ? 'retries' : 'until' } })
      .said(stepOf(task, 'takes a job that still runs for a good one'));
  return { state, result };
}

/** No retry is left. The register says failed; with `failed_when`, the task doesn't. */
function exhausted(task: TaskNode, way: Judged, answer: Dict, job: JobId): Way {
  const result = way.result.with('failed', true).with('attempts', 1);
  if (!job.struck) return { state: way.state, result };
  const state = way.state.with({ seen: true });
  if (way.overruled && way.result.get('failed') !== true)
    return {
      state: state
        .with({ hidden: { how: 'failed-when', task, keyword: 'failed_when' } })
        .said(stepOf(task, 'retries ran out, and failed_when calls it well')),
      result,
    };
  const reason: RedReason = answer.ended ? 'never-met' : 'retries-exhausted';
  return {
    state,
    result,
    failure: { reason, why: reason === 'never-met' ? 'until is never met' : 'retries ran out', ofJob: true },
  };
}
