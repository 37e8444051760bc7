import { relative } from 'node:path';
import { wantedJobs } from '../engine/wanted-jobs.ts';
import type { Fault } from '../faults/fault.ts';
import type { KnownNumber } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import { formatPlace } from '../model/place.ts';
import type { SourceJob } from '../model/source.ts';
import { jobsOf } from '../source/jobs-of.ts';
import type { ReadPlaybook } from '../source/read-playbook.ts';

export interface SourcePlan {
  readonly jobs: readonly SourceJob[];
  readonly faults: readonly Fault[];
}

/** What a drill would strike, as far as the source tells: a loop is one task here, and as many jobs as it has items in a run. */
export function planFromSource(
  playbook: ReadPlaybook,
  faults: readonly Fault[],
  wanted: readonly string[],
): SourcePlan {
  const wants = wanted.length === 0 ? () => true : wantedJobs(wanted);
  const all = jobsOf(playbook).map((job) => ({
    ...job,
    place: { ...job.place, file: relative('', job.place.file) },
  }));
  const jobs = all.filter(({ taskName, place }) => wants({ taskName, key: { place } }));
  if (jobs.length === 0 && all.length > 0) throw noSuchTask(wanted, all);
  return { jobs, faults };
}

function noSuchTask(wanted: readonly string[], all: readonly SourceJob[]): ReapcheckError {
  return new ReapcheckError({
    code: 'no-such-job',
    kind: 'usage',
    what: `--jobs ${wanted.join(',')}: none of the async tasks that the source shows`,
    expected: `some of: ${all.map(({ taskName, place }) => `"${taskName}" (${formatPlace(place)})`).join(', ')}`,
    remedy: 'give a part of the task’s name, or its file:line',
  });
}

/** For programs; `line` and `file` are as in the text. */
export function planJson({ jobs, faults }: SourcePlan): string {
  const plan = {
    tasks: jobs.map(({ taskName, place, limit, poll, looped }) => ({
      name: taskName,
      place,
      async: limit.text,
      poll: poll.text,
      looped,
    })),
    faults: faults.map(({ name, summary }) => ({ name, summary })),
  };
  return JSON.stringify(plan, null, 2);
}

export function planText({ jobs, faults }: SourcePlan): string {
  const rows = jobs.flatMap(({ place, taskName, looped, limit, poll }) => [
    `${formatPlace(place)}  "${taskName}"${looped ? ' (each item of its loop)' : ''}  async ${numberText(limit)}, poll ${numberText(poll)}`,
    ...faults.map((fault) => `    ${fault.name.padEnd(18)} ${fault.summary}`),
  ]);
  if (jobs.length === 0)
    return 'The source shows no async task. A drill takes its jobs from a run: those that only a run brings in are found then.';
  return [
    ...rows,
    `${count(jobs.length, 'async task')} × ${count(faults.length, 'fault')} = ${count(jobs.length * faults.length, 'trial')}, and the baseline`,
  ].join('\n');
}

/** As written, with what it comes to. */
function numberText(number: KnownNumber): string {
  if (!number.known) return `${number.text || '?'} (${number.why})`;
  const value = String(number.value);
  return number.text === '' || number.text === value ? value : `${number.text} (${value})`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
