import { realpathSync } from 'node:fs';
import type { AsyncTask, AuditReap, KnownNumber, TaskFacts } from '../model/audit.ts';
import { samePlace } from '../model/place.ts';
import type { SourceJob, SourcePlay, SourceReap, SourceTask } from '../model/source.ts';
import { isLocalhost } from './localhost.ts';
import type { ReadPlaybook } from './read-playbook.ts';
import { readEntry } from './read-project.ts';

/**
 * The async tasks that a playbook runs if it is run by itself: its own and those of its imports, includes and roles, in the
 * order in which they come up, then those of its handlers; each once, with the reaps that collect it. Tasks whose keywords
 * have no effect are left out.
 */
export function jobsOf({ project, realPath, plays }: ReadPlaybook): readonly SourceJob[] {
  const { asyncTasks, reaps } = readEntry(project, realPath);
  return asyncTasks
    .flatMap((task) =>
      task.class === 'inert' ? [] : [jobOf({ ...task, class: task.class }, reaps, onLocalhost(task, plays))],
    )
    .toSorted((a, b) => Number(a.handler) - Number(b.handler));
}

/** By whom it is delegated to, else by every play that brings it in. */
function onLocalhost({ delegate, reaches }: AsyncTask, plays: readonly SourcePlay[]): boolean {
  if (delegate !== '') return delegate !== undefined && isLocalhost(delegate);
  const theirs = reaches.flatMap(({ play }) => (play ? [plays.find(({ begins }) => samePlace(begins, play))] : []));
  return theirs.length > 0 && theirs.every((play) => play?.local);
}

function jobOf(
  task: AsyncTask & { readonly class: SourceJob['class'] },
  reaps: readonly AuditReap[],
  local: boolean,
): SourceJob {
  return {
    ...taskOf(task),
    class: task.class,
    onLocalhost: local,
    limit: one(task.limits),
    poll: one(task.polls),
    reaps: reaps
      .filter((reap) => task.reaps.includes(reap.id) || reap.jobs.some(({ launch }) => launch === task.id))
      .map((reap) => reapOf(reap, task)),
    escapes: task.escapes.map((use) => ({ ...use, place: { ...use.place, file: realPathOf(use.place.file) } })),
  };
}

function reapOf(reap: AuditReap, job: AsyncTask): SourceReap {
  const { mode, until, retries, delay, window } = reap;
  const coverage = reap.jobs.find(({ launch }) => launch === job.id)?.coverage ?? 'unknown';
  return { ...taskOf(reap), mode, until, retries, delay, window, coverage };
}

function taskOf(facts: TaskFacts): SourceTask {
  const { name, place, tags, includeTags, conditions, runOnce, around, handler, within, looped, register } = facts;
  return {
    taskName: name,
    place: { file: realPathOf(place.file), line: place.line },
    tags,
    includeTags,
    when: conditions,
    runOnce,
    around: Object.fromEntries(
      Object.entries(around).map(([keyword, at]) => [keyword, { ...at, file: realPathOf(at.file) }]),
    ),
    handler,
    within,
    looped,
    register,
  };
}

/** Ansible names a task's file without the links on the way to it. */
function realPathOf(file: string): string {
  return realpathSync(file);
}

/** A task that comes up twice may have other values each time. */
function one(all: readonly KnownNumber[]): KnownNumber {
  const [first] = all as readonly [KnownNumber, ...KnownNumber[]];
  const value = (number: KnownNumber) => (number.known ? number.value : undefined);
  return all.every((other) => value(other) === value(first))
    ? first
    : { known: false, why: 'it differs between its uses', text: first.text };
}
