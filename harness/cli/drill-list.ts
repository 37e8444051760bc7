import { dirname, resolve } from 'node:path';
import { audit } from '../audit/audit.ts';
import type { Fault } from '../faults/fault.ts';
import type { AsyncTask } from '../model/audit.ts';
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
  const tasks = audit(tree.texts).project.asyncTasks.filter(
    (task) =>
      task.class !== 'inert' &&
      // A scope is `playbook>file#play`: roles, includes and handlers are in that of the playbook which runs them.
      resolve(task.scope.split('>')[0] ?? '') === resolve(playbook) &&
      wants({ taskName: task.name, key: { place: task.place } }),
  );
  return { tasks, faults };
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
