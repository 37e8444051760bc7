import { dirname, resolve } from 'node:path';
import { audit } from '../audit/audit.ts';
import { readTree } from '../audit/read-tree.ts';
import type { Fault } from '../faults/fault.ts';
import type { AsyncTask } from '../model/audit.ts';
import { formatPlace } from '../model/place.ts';
import { wantedJobs } from './drill-options.ts';

export interface SourcePlan {
  readonly tasks: readonly AsyncTask[];
  readonly faults: readonly Fault[];
}

/** What a drill would strike, as far as the source tells: a loop is one task here, and as many jobs as it has items in a run. */
export function planFromSource(playbook: string, faults: readonly Fault[], wanted: readonly string[]): SourcePlan {
  const tree = readTree([dirname(resolve(playbook))], process.cwd());
  const scopes = new Set([playbook, resolve(playbook)].map((path) => path));
  const wants = wanted.length === 0 ? () => true : wantedJobs(wanted);
  const tasks = audit(tree.texts).project.asyncTasks.filter(
    (task) =>
      task.class !== 'inert' &&
      [...scopes].some(
        (scope) =>
          resolve(task.scope.split('#')[0] ?? '') === resolve(scope) || resolve(task.place.file) === resolve(scope),
      ) &&
      wants({ taskName: task.name, key: { place: task.place } }),
  );
  return { tasks, faults };
}

export function planText({ tasks, faults }: SourcePlan): string {
  const rows = tasks.flatMap((task) => [
    `${formatPlace(task.place)}  "${task.name}"${task.looped ? ' (each item of its loop)' : ''}  async ${task.limit.text}, poll ${task.poll.text}`,
    ...faults.map((fault) => `    ${fault.name.padEnd(18)} ${fault.summary}`),
  ]);
  return [
    ...rows,
    `${tasks.length} async tasks × ${faults.length} faults = ${tasks.length * faults.length} trials, and the baseline`,
  ].join('\n');
}
