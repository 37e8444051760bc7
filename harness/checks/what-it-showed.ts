import { basename } from 'node:path';
import type { Result } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Job } from '../model/job.ts';
import { formatPlace } from '../model/place.ts';
import { colourOf } from './expectations/play.ts';

/** One thing that a run showed. */
export interface ShownFact {
  /** The same in each run of the playbook. */
  readonly id: string;
  /** What it is of, for a person. */
  readonly of: string;
  /** What is held against another run; undefined where this one can't tell. */
  readonly is: string | undefined;
  /** The same, with what only this run has. */
  readonly words: string;
}

/** What a run showed that another run of the same playbook should show as well: how the play, each task and each job ended. No times. */
export function whatItShowed(facts: Facts): readonly ShownFact[] {
  const colour = colourOf(facts);
  return [
    { id: 'play', of: 'the play', is: colour, words: colour ?? 'broken off' },
    ...tasksOf(facts),
    ...facts.jobs.map(jobShown),
  ];
}

/** Of a task that was started on several hosts, or several times, all that became of it. */
function tasksOf(facts: Facts): readonly ShownFact[] {
  const results = facts.events('result').filter(({ item }) => item === null);
  const byTask = Map.groupBy(results, ({ task }) => idOf(facts, task));
  return [...byTask].flatMap(([id, ones]): readonly ShownFact[] => {
    const [first] = ones;
    const task = first && facts.tasks.get(first.task);
    if (!task) return [];
    const at = task.place ? ` (${basename(task.place.file)}:${task.place.line})` : '';
    return [{ id, of: `"${task.name}"${at}`, is: byHosts(ones, statusOf), words: byHosts(ones, statusWords) }];
  });
}

function idOf(facts: Facts, id: string): string {
  const task = facts.tasks.get(id);
  return `task|${task?.name}|${task?.place ? formatPlace(task.place) : ''}`;
}

function statusOf({ status, ignored }: Result): string {
  return ignored ? `${status}, ignored` : status;
}

function statusWords(one: Result): string {
  const line = one.msg?.split('\n', 1)[0];
  return line ? `${statusOf(one)}: ${line}` : statusOf(one);
}

/** Hosts are named where they differ. */
function byHosts(results: readonly Result[], words: (one: Result) => string): string {
  const same = Map.groupBy(results, words);
  if (same.size === 1) return [...same.keys()].join('');
  const hosts = (ones: readonly Result[]) => [...new Set(ones.map(({ host }) => host))].toSorted().join(', ');
  return [...same]
    .map(([is, ones]) => `${is} on ${hosts(ones)}`)
    .toSorted()
    .join('; ');
}

/** A job that still ran when nobody looked any more may have ended in any way. */
function jobShown({ key, taskName, end }: Job): ShownFact {
  const { host, item, nth, place } = key;
  const which = [`"${taskName}"`, ...(item === null ? [] : [`[${item}]`]), ...(nth === 0 ? [] : [`(${nth + 1})`])];
  return {
    id: ['job', taskName, formatPlace(place), host, item, nth].join('|'),
    of: `the job ${which.join(' ')} of ${host}`,
    is: end === 'running' || end === 'unknown' ? undefined : end,
    words: end === 'running' ? 'still running' : end,
  };
}
