import { formatPlace } from '../../model/place.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { Bad } from './decided.ts';
import { yamlValue } from './jinja.ts';
import { judge } from './judge.ts';
import { namesOf } from './names.ts';
import { REAPS } from './pass-by.ts';
import { heldAt, isOnce, whereOf } from './place-of-job.ts';
import { ended, unfinished } from './results.ts';
import { hasEnded, type State } from './state.ts';
import { placeOf, stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { reads } from './touches.ts';
import { Dict, dict, isList, isTainted, JobId, Undefined, Unknown, type Value } from './value.ts';
import type { Walk } from './walk.ts';
import { error, type Item, type Way } from './way.ts';
import { difference } from './where.ts';
import { windowOf } from './window.ts';

export function isReap({ walk, task }: TaskRun): boolean {
  const { short = '', name = '' } = task.action ?? {};
  const { reapModules } = walk.options;
  return REAPS.test(short) || reapModules.includes(short) || reapModules.includes(name);
}

/** One look for one job, or the looks of `until`. */
export function reap(run: TaskRun, state: State, item: Item): Way[] {
  const args = run.task.action?.args;
  const jid = args?.get('jid');
  const cleansUp = textOf(args?.get('mode')).trim() === 'cleanup';
  if (!jid) return [{ state, result: dict({ failed: false, changed: false }) }];
  const id = (way: State): Value => {
    const value = yamlValue(jid, run.scope(way, item.extra).forJobs());
    if (value instanceof Undefined) throw new Bad(`'${value.name}' is undefined`);
    return value;
  };
  return run.fork(state, id).flatMap(({ state: way, answer }) => {
    if (answer instanceof Bad) return noJob(run, way, item, answer.why);
    return cleansUp ? [cleanup(run.task, way, answer)] : look(run, way, item, answer);
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
function well({ walk }: TaskRun, state: State): Way {
  const { entries } = ended('ok', new JobId({ launch: 'another', item: 0, run: 0 }), walk.flags, false);
  return { state, result: new Dict(new Map(entries).set('ansible_job_id', new Unknown('the id of another job'))) };
}

/** There is no id: of our job, or of one that has nothing to do with it. */
function noJob(run: TaskRun, state: State, item: Item, why: string): Way[] {
  const { walk, task } = run;
  const { strike } = state;
  if (strike) {
    if (!reads(task, state, strike.launch)) return [well(run, state)];
    // Another item of the loop, which was skipped, has a finding where the launch is looked at as skipped.
    const current = [...item.extra.values()].find((value) => value instanceof Dict);
    if (item.count > 1 && current && !isTainted(current)) return [well(run, state)];
    return [error(state, why, task, 'no-job-id')];
  }
  for (const name of [...item.extra.keys(), ...namesOf(task).reads]) {
    const value = item.extra.get(name) ?? state.vars.get(name);
    const missing = value === undefined ? undefined : launchWithoutJob(value);
    if (missing && !walk.withoutJob.has(missing))
      walk.withoutJob.set(missing, { state: state.said(stepOf(task, `${why}: failed`, 'end')), task, why });
    if (missing) break;
  }
  return [well(run, state)];
}

/** The launch that a value is missing the job of: it was skipped, or ran in the foreground. */
function launchWithoutJob(value: Value): string | undefined {
  if (!(value instanceof Dict)) return undefined;
  if (value.job) return value.ended || value.get('ansible_job_id') !== undefined ? undefined : value.job.launch;
  const results = value.get('results');
  const [first] = results !== undefined && isList(results) ? results : [];
  return first instanceof Dict && first.job ? launchWithoutJob(first) : undefined;
}

function look(run: TaskRun, from: State, item: Item, jid: Value): Way[] {
  const { walk, task } = run;
  const { strike } = from;
  if (!strike) return [well(run, from)];
  if (jid instanceof Unknown && jid.tainted) {
    const of = { launch: strike.launch, item: Math.max(0, strike.item), run: strike.run };
    const lost = from.with({ lost: from.lost ?? `the job id is not followed: ${jid.name}` });
    return lookAt(run, lost, item, new JobId(of, true));
  }
  if ((isList(jid) || jid instanceof Dict) && isTainted(jid))
    return [error(from.said(stepOf(task, 'a list is no job id')), 'a list is no job id', task, 'lost')];
  if (!(jid instanceof JobId)) return [well(run, from)];
  if (jid.struck) return lookAt(run, from, item, jid);
  // That another job is reaped wrongly is that job's finding.
  const hidden = from.hidden ?? { how: 'reaped-another' as const, task };
  const state = jid.launch === strike.launch ? from.with({ hidden }) : from;
  return [{ ...well(run, state), result: ended('ok', jid, walk.flags, false) }];
}

/** A look for the struck job. */
function lookAt(run: TaskRun, state: State, item: Item, job: JobId): Way[] {
  const { walk, task, context } = run;
  walk.looks.set(job.launch, (walk.looks.get(job.launch) ?? new Set()).add(formatPlace(placeOf(task))));
  // Who reads the hosts' own variables asks for each host's job; a job that was launched once is the first host's.
  const ofEach = job.holder === undefined && walk.places.get(job.toString())?.firstHostOnly === false;
  if (isOnce(task, context) && !walk.firstHost && ofEach) {
    const passed = state.with({ hidden: state.hidden ?? { how: 'first-host-only', task, keyword: 'run_once' } });
    return [well(run, passed.said(stepOf(task, "run_once: asks for the first host's job")))];
  }
  const placed = moved(run, waiting(run, state, item), item, job);
  return judge(run, placed, item, { job, each: answersOf(walk, placed, job), keepAlive: false });
}

/** A job that ends late has run for as long as the reaps have waited. */
function waiting(run: TaskRun, state: State, item: Item): State {
  const { strike } = state;
  if (strike?.end !== 'late') return state;
  const window = windowOf(run, state, item.extra) ?? Number.POSITIVE_INFINITY;
  return state.with({ strike: { ...strike, waited: strike.waited + window } });
}

/** Whether the reap looks where the job isn't. */
function moved(run: TaskRun, state: State, item: Item, job: JobId): State {
  const { walk, task } = run;
  const launched = walk.places.get(job.toString());
  const here = whereOf(run, state, item.extra);
  const misplaced = launched && difference(heldAt(launched, job, walk.hosts, state.decided), here);
  if (!misplaced) return state;
  const { what, from, to } = misplaced;
  const said =
    what === 'first-host'
      ? 'looks on each host; the job runs on the first one'
      : `looks with the ${what} "${to}"; the job has "${from}"`;
  return state.with({ seen: true, misplaced }).said(stepOf(task, said));
}

function answersOf(walk: Walk, state: State, job: JobId): Dict[] {
  const end = state.strike?.end ?? 'ok';
  const { flags } = walk;
  if (state.misplaced || state.cleanedUp) return [ended('lost', job, flags, false)];
  if (end === 'unreachable' || end === 'lost') return [ended(end, job, flags, false)];
  if (end === 'never-ends' || state.restarted) return [unfinished(job, flags)];
  if (end === 'late' && state.strike && !hasEnded(state.strike)) return [unfinished(job, flags)];
  return [unfinished(job, flags), ended(end, job, flags, false)];
}
