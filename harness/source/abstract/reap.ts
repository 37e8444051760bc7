import type { Mechanism } from '../../model/abstract.ts';
import { formatPlace } from '../../model/place.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import type { Context } from './context.ts';
import { Bad } from './decided.ts';
import { yamlValue } from './jinja.ts';
import { judge } from './judge.ts';
import { error, type Item, type Way } from './loop.ts';
import { namesOf } from './names.ts';
import { difference, heldAt, isOnce, whereOf } from './place-of-job.ts';
import { ended, unfinished } from './results.ts';
import type { State } from './state.ts';
import { reads } from './touches.ts';
import { Dict, dict, isList, isTainted, JobId, launchesIn, Undefined, Unknown, type Value } from './value.ts';
import { placeOf, stepOf, type Walk } from './walk.ts';

const REAPS = /^(async_status|win_async_status)$/;

export function isReap(walk: Walk, task: TaskNode): boolean {
  const { short = '', name = '' } = task.action ?? {};
  return REAPS.test(short) || walk.options.reapModules.includes(short) || walk.options.reapModules.includes(name);
}

/** A task that this way doesn't run: remembered where it would have looked at the job. */
export function passBy(task: TaskNode, state: State, how: Mechanism, item?: Value): State {
  const { strike } = state;
  if (!strike || state.seen || state.passedBy || !REAPS.test(task.action?.short ?? '')) return state;
  const about = item === undefined ? reads(task, state, strike.launch) : launchesIn(item).has('*');
  return about
    ? state
        .with({ passedBy: { how, task, keyword: how === 'not-selected' ? 'tags' : 'when' } })
        .said(stepOf(task, 'not run'))
    : state;
}

/** One look for one job, or the looks of `until`. */
export function reap(walk: Walk, task: TaskNode, context: Context, state: State, item: Item): Way[] {
  const jid = task.action?.args.get('jid');
  const mode = textOf(task.action?.args.get('mode')).trim();
  if (!jid) return [{ state, result: dict({ failed: false, changed: false }) }];
  return walk
    .fork<Value>(state, task, (way) => {
      const value = yamlValue(jid, walk.scope(way, context, task, item.extra));
      if (value instanceof Undefined) throw new Bad(`'${value.name}' is undefined`);
      return value;
    })
    .flatMap(({ state: way, answer }) => {
      if (answer instanceof Bad) return noJob(walk, task, way, item, answer.why);
      if (mode === 'cleanup') return [cleanup(task, way, answer)];
      return look(walk, task, context, way, item, answer);
    });
}

function cleanup(task: TaskNode, state: State, jid: Value): Way {
  const ours = jid instanceof JobId && jid.struck;
  return {
    state:
      ours && !state.seen
        ? state
            .with({ hidden: { how: 'cleaned-up', task, keyword: 'mode' }, cleanedUp: task })
            .said(stepOf(task, 'removes the job file'))
        : state,
    result: dict({ erased: 'the job file', failed: false, changed: true }),
  };
}

/** Another job's reap goes well: what may be wrong with it is that job's finding. */
function well(walk: Walk, state: State): Way {
  const { entries } = ended('ok', new JobId('another', 0, 0, false), walk.flags, false);
  return { state, result: new Dict(new Map(entries).set('ansible_job_id', new Unknown('the id of another job'))) };
}

/** There is no id: of our job, or of one that has nothing to do with it. */
function noJob(walk: Walk, task: TaskNode, state: State, item: Item, why: string): Way[] {
  const { strike } = state;
  if (strike) {
    if (!reads(task, state, strike.launch)) return [well(walk, state)];
    // Another item of the loop, which was skipped, has a finding where the launch is looked at as skipped.
    const current = [...item.extra.values()].find((value) => value instanceof Dict);
    if (item.count > 1 && current && !isTainted(current)) return [well(walk, state)];
    return [error(state, why, task, 'no-job-id')];
  }
  for (const name of [...item.extra.keys(), ...namesOf(task).reads]) {
    const value = item.extra.get(name) ?? state.vars.get(name);
    const missing = value === undefined ? undefined : launchWithoutJob(value);
    if (missing && !walk.withoutJob.has(missing))
      walk.withoutJob.set(missing, { state: state.said(stepOf(task, `${why}: failed`, 'end')), task, why });
    if (missing) break;
  }
  return [well(walk, state)];
}

/** The launch that a value is missing the job of: it was skipped, or ran in the foreground. */
function launchWithoutJob(value: Value): string | undefined {
  if (!(value instanceof Dict)) return undefined;
  if (value.job) return value.ended || value.get('ansible_job_id') !== undefined ? undefined : value.job.launch;
  const results = value.get('results');
  const [first] = results !== undefined && isList(results) ? results : [];
  return first instanceof Dict && first.job ? launchWithoutJob(first) : undefined;
}

function look(walk: Walk, task: TaskNode, context: Context, from: State, item: Item, jid: Value): Way[] {
  const { strike } = from;
  if (!strike) return [well(walk, from)];
  let state = from;
  let job: Value = jid;
  if (jid instanceof Unknown && jid.tainted) {
    state = state.with({ lost: state.lost ?? `the job id is not followed: ${jid.name}` });
    job = new JobId(strike.launch, Math.max(0, strike.item), strike.run, true);
  }
  if (isList(job) || job instanceof Dict) {
    if (!isTainted(job)) return [well(walk, state)];
    return [error(state.said(stepOf(task, 'a list is no job id')), 'a list is no job id', task, 'lost')];
  }
  if (!(job instanceof JobId)) return [well(walk, state)];
  if (!job.struck) {
    // That another job is reaped wrongly is that job's finding.
    const here =
      job.launch === strike.launch ? state.with({ hidden: state.hidden ?? { how: 'reaped-another', task } }) : state;
    return [{ ...well(walk, here), result: ended('ok', job, walk.flags, false) }];
  }
  walk.looks.set(job.launch, (walk.looks.get(job.launch) ?? new Set()).add(formatPlace(placeOf(task))));
  // Who reads the hosts' own variables asks for each host's job; a job that was launched once is the first host's.
  const ofEach = job.holder === undefined && walk.places.get(job.toString())?.firstHostOnly === false;
  const once = isOnce(task, context) && !walk.firstHost && ofEach;
  if (once) {
    const passed = state.with({ hidden: state.hidden ?? { how: 'first-host-only', task, keyword: 'run_once' } });
    return [well(walk, passed.said(stepOf(task, "run_once: asks for the first host's job")))];
  }
  const placed = moved(walk, task, context, state, item, job);
  return judge(walk, task, context, placed, item, answersOf(walk, placed, job), job, false);
}

/** Whether the reap looks where the job isn't. */
function moved(walk: Walk, task: TaskNode, context: Context, state: State, item: Item, job: JobId): State {
  const launched = walk.places.get(job.toString());
  const here = whereOf(walk, task, context, state, item.extra);
  const misplaced = launched && difference(heldAt(launched, job, walk.hosts, state.decided), here);
  if (!misplaced) return state;
  const { what, from, to } = misplaced;
  return state
    .with({ seen: true, misplaced })
    .said(
      stepOf(
        task,
        what === 'first-host'
          ? 'looks on each host; the job runs on the first one'
          : `looks with the ${what} "${to}"; the job has "${from}"`,
      ),
    );
}

function answersOf(walk: Walk, state: State, job: JobId): Dict[] {
  const end = state.strike?.end ?? 'ok';
  const { flags } = walk;
  if (state.misplaced || state.cleanedUp) return [ended('lost', job, flags, false)];
  if (end === 'unreachable' || end === 'lost') return [ended(end, job, flags, false)];
  if (end === 'never-ends' || state.restarted) return [unfinished(job, flags)];
  return [unfinished(job, flags), ended(end, job, flags, false)];
}
