import { dirname, resolve } from 'node:path';
import { audit } from '../audit/audit.ts';
import type { Fault } from '../faults/fault.ts';
import type { AsyncTask } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import { formatPlace } from '../model/place.ts';
import { readTree } from '../source/read-tree.ts';
import { wantedJobs } from './drill-options.ts';

export interface SourcePlan {
  readonly tasks: readonly AsyncTask[];
  readonly faults: readonly Fault[];
}

/** What a drill would strike, as far as the source tells: a loop is one task here, and as many jobs as it has items in a run. */
export function planFromSource(playbook: string, faults: readonly Fault[], wanted: readonly string[]): SourcePlan {
  // With what lies beside it, and its project, where its roles are.
  const tree = readTree([dirname(resolve(playbook)), resolve(playbook)], process.cwd());
  const wants = wanted.length === 0 ? () => true : wantedJobs(wanted);
  const all = audit(tree.texts).project.asyncTasks.filter(
    (task) =>
      task.class !== 'inert' &&
      // A scope is `playbook>file#play`: roles, includes and handlers are in that of the playbook which runs them.
      resolve(task.scope.split('>')[0] ?? '') === resolve(playbook),
  );
  const tasks = all.filter((task) => wants({ taskName: task.name, key: { place: task.place } }));
  if (tasks.length === 0 && all.length > 0) throw noSuchTask(wanted, all);
  return { tasks, faults };
}

function noSuchTask(wanted: readonly string[], all: readonly AsyncTask[]): ReapcheckError {
  return new ReapcheckError({
    code: 'no-such-job',
    kind: 'usage',
    what: `--jobs ${wanted.join(',')}: none of the async tasks that the source shows`,
    expected: `some of: ${all.map((task) => `"${task.name}" (${formatPlace(task.place)})`).join(', ')}`,
    remedy: 'give a part of the task’s name, or its file:line',
  });
}

/** For programs; `line` and `file` are as in the text. */
export function planJson({ tasks, faults }: SourcePlan): string {
  const plan = {
    tasks: tasks.map(({ name, place, limit, poll, looped }) => ({
      name,
      place,
      async: limit.text,
      poll: poll.text,
      looped,
    })),
    faults: faults.map(({ name, summary }) => ({ name, summary })),
  };
  return JSON.stringify(plan, null, 2);
}

export function planText({ tasks, faults }: SourcePlan): string {
  const rows = tasks.flatMap((task) => [
    `${formatPlace(task.place)}  "${task.name}"${task.looped ? ' (each item of its loop)' : ''}  async ${task.limit.text}, poll ${task.poll.text}`,
    ...faults.map((fault) => `    ${fault.name.padEnd(18)} ${fault.summary}`),
  ]);
  if (tasks.length === 0)
    return 'The source shows no async task. A drill takes its jobs from a run: those of roles in another place (roles_path) are found then.';
  return [
    ...rows,
    `${count(tasks.length, 'async task')} × ${count(faults.length, 'fault')} = ${count(tasks.length * faults.length, 'trial')}, and the baseline`,
  ].join('\n');
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
