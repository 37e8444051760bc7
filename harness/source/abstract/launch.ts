import type { End } from '../../model/abstract.ts';
import { waitsForItself } from '../classify/support.ts';
import type { TaskNode } from '../parse/task.ts';
import { textOf } from '../parse/task.ts';
import type { Context } from './context.ts';
import { Bad } from './decided.ts';
import { guardOf } from './guard.ts';
import { holds } from './jinja.ts';
import { judge } from './judge.ts';
import type { Item, Way } from './loop.ts';
import { whereOf } from './place-of-job.ts';
import { done, ended, failure, launched } from './results.ts';
import type { State } from './state.ts';
import { Dict, JobId } from './value.ts';
import { registerOf, stepOf, type Walk } from './walk.ts';

const COMMANDS = /^(win_)?(command|shell|raw|script|powershell)$/;
/** Ends of a job that is polled where it is launched. */
const POLLED: readonly End[] = ['ok', 'failed-1', 'crashed', 'timed-out'];
/** Ends of a job that is left to itself: a rc stands for all. */
const ALL: readonly End[] = ['ok', 'failed-1', 'crashed', 'timed-out', 'never-ends', 'lost', 'unreachable'];
/** A launch that comes round more often is like its second time. */
const MAX_RUNS = 2;

/** The ends that a job may have; a command may fail with any rc. */
export function endsOf(task: TaskNode, waits: boolean): readonly End[] {
  const command = COMMANDS.test(task.action?.short ?? '');
  return (waits ? POLLED : ALL).flatMap((end): readonly End[] =>
    end === 'failed-1' && command ? ['failed-1', 'failed-2', 'failed-255'] : [end],
  );
}

/** Launches one job, and forks the way for each end that it may have. */
export function launch(walk: Walk, task: TaskNode, context: Context, state: State, item: Item): Way[] {
  const limit = walk.number(task.keywords.get('async')?.value, state, context, task, item.extra, 0);
  if (limit === 0) {
    const own = walk.launches.get(task);
    const { entries } = done();
    return [{ state, result: new Dict(entries, own && !state.strike ? new JobId(own, 0, 0, false) : undefined) }];
  }
  const poll = walk.number(
    task.keywords.get('poll')?.value,
    state,
    context,
    task,
    item.extra,
    walk.universe.project.configAt(walk.playDir)?.config.pollInterval ?? 15,
  );
  const waits = poll !== 0 || waitsForItself(task.action?.name ?? '');
  const id = walk.launches.get(task);
  const run = id ? (state.runs.get(id) ?? 0) : 0;
  const name = id ?? `${task.source.file}:${task.map.start}`;
  const quiet = start(walk, task, context, state, item, new JobId(name, item.index, run, false), waits);
  if (!id || state.strike || run >= MAX_RUNS || (item.index > 0 && item.index < item.count - 1)) return quiet;
  walk.reached.add(id);
  const guard = guardOf(walk, task, context, state, item);
  return [
    ...quiet,
    ...endsOf(task, waits).flatMap((end) => {
      const struck = state
        .with({
          strike: { launch: id, end, item: item.count === 1 ? -1 : item.index, run, limit },
          guard,
          lost: poll === undefined ? 'poll is not known' : undefined,
        })
        .said(
          stepOf(task, item.count > 1 ? `launched, item ${item.index + 1} of ${item.count}` : 'launched', 'launched'),
        );
      return start(walk, task, context, struck, item, new JobId(id, item.index, run, true), waits);
    }),
  ];
}

function start(
  walk: Walk,
  task: TaskNode,
  context: Context,
  state: State,
  item: Item,
  job: JobId,
  waits: boolean,
): Way[] {
  walk.places.set(job.toString(), whereOf(walk, task, context, state, item.extra));
  if (!waits) return criterion(walk, task, context, state, item, { state, result: launched(job, walk.flags) });
  if (!job.struck) return [{ state, result: ended('ok', job, walk.flags, true) }];
  const end = state.strike?.end ?? 'ok';
  return judge(walk, task, context, state, item, [ended(end, job, walk.flags, true)], job, true);
}

/** A `failed_when` or `until` of the launch looks at the launch: the job has no result yet. */
function criterion(walk: Walk, task: TaskNode, context: Context, state: State, item: Item, way: Way): Way[] {
  const node = task.keywords.get('failed_when')?.value;
  if (!node || !state.strike) return [way];
  const register = registerOf(task);
  const extra = register ? new Map(item.extra).set(register, way.result) : item.extra;
  return walk
    .fork(state, task, (one) => holds(node, walk.scope(one, context, task, extra)))
    .map(({ state: one, answer }) => {
      if (answer === false) return { state: one, result: way.result };
      const why = answer instanceof Bad ? answer.why : `failed_when: ${textOf(node)}`;
      return {
        state: one,
        result: failure(why),
        failure: {
          reason: 'error',
          why: `failed_when looks at the launch, which has no result yet: ${why}`,
          ofJob: true,
        },
      };
    });
}
