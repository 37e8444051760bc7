import type { End } from '../../model/abstract.ts';
import { waitsForItself } from '../classify/support.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { Bad } from './decided.ts';
import { guardOf } from './guard.ts';
import { judge } from './judge.ts';
import { whereOf } from './place-of-job.ts';
import { done, ended, failure, launched } from './results.ts';
import type { State } from './state.ts';
import { stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { Dict, JobId } from './value.ts';
import type { Item, Way } from './way.ts';
import { shortestWindow } from './window.ts';
import { repairing } from './work.ts';

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

/** Whether the job of this round is one that nothing is asked of: another is struck already, or stands for it. */
export function isQuiet({ walk, task }: TaskRun, state: State, item: Item): boolean {
  const id = walk.launches.get(task);
  const middle = item.index > 0 && item.index < item.count - 1;
  return id === undefined || state.strike !== undefined || middle || (state.runs.get(id) ?? 0) >= MAX_RUNS;
}

/** Launches one job, and forks the way for each end that it may have. */
export function launch(run: TaskRun, state: State, item: Item): Way[] {
  const { walk, task } = run;
  const id = walk.launches.get(task);
  const limit = run.number('async', state, item.extra, 0);
  if (limit === 0) return [inForeground(id, state)];
  const interval = walk.universe.project.configs.at(walk.playDir)?.config.pollInterval ?? 15;
  const poll = run.number('poll', state, item.extra, interval);
  const waits = poll !== 0 || waitsForItself(task.action?.name ?? '');
  const times = id ? (state.runs.get(id) ?? 0) : 0;
  const of = { launch: id ?? `${task.source.file}:${task.map.start}`, item: item.index, run: times };
  const begin = (way: State, job: JobId): Way[] => {
    walk.places.set(job.toString(), whereOf(run, way, item.extra));
    return waits ? waitedFor(run, way, item, job) : criterion(run, way, item, launched(job, walk.flags));
  };
  const quiet = begin(repairing(task, state), new JobId(of));
  if (id === undefined || isQuiet(run, state, item)) return quiet;
  walk.reached.add(id);
  const guard = guardOf(run, state, item);
  const what = item.count > 1 ? `launched, item ${item.index + 1} of ${item.count}` : 'launched';
  const late: readonly End[] = !waits && limit !== undefined && shortestWindow(run, state) < limit ? ['late'] : [];
  const struck = [...endsOf(task, waits), ...late].map((end) =>
    state
      .with({
        strike: { launch: id, end, item: item.count === 1 ? -1 : item.index, run: times, limit, waited: 0 },
        guard,
        lost: poll === undefined ? 'poll is not known' : undefined,
      })
      .said(stepOf(task, what, 'launched')),
  );
  return [...quiet, ...struck.flatMap((way) => begin(way, new JobId(of, true)))];
}

/** `async: 0`: there is no job. */
function inForeground(id: string | undefined, state: State): Way {
  const { entries } = done();
  const missing = id && !state.strike ? new JobId({ launch: id, item: 0, run: 0 }) : undefined;
  return { state, result: new Dict(entries, missing) };
}

function waitedFor(run: TaskRun, state: State, item: Item, job: JobId): Way[] {
  const { flags } = run.walk;
  if (!job.struck) return [{ state, result: ended('ok', job, flags, true) }];
  const end = state.strike?.end ?? 'ok';
  return judge(run, state, item, { job, each: [ended(end, job, flags, true)], keepAlive: true });
}

/** A `failed_when` or `until` of the launch looks at the launch: the job has no result yet. */
function criterion(run: TaskRun, from: State, item: Item, result: Dict): Way[] {
  const node = run.keyword('failed_when');
  if (!node || !from.strike) return [{ state: from, result }];
  return run.criterion(node, from, run.withResult(item.extra, result)).map(({ state, answer }) => {
    if (answer === false) return { state, result };
    const said = answer instanceof Bad ? answer.why : `failed_when: ${textOf(node)}`;
    const why = `failed_when looks at the launch, which has no result yet: ${said}`;
    return { state, result: failure(said), failure: { reason: 'error', why, ofJob: true } };
  });
}
