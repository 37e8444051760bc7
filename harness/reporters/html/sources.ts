import type { FindingShown, SourceShown, TaskShown } from '../../model/drill-page.ts';
import type { TaskStart } from '../../model/event.ts';
import { formatPlace, type Place, samePlace } from '../../model/place.ts';
import type { DrillReport } from '../../model/report.ts';
import { jobName } from '../job-name.ts';
import { type Cell, shown } from './matrix.ts';
import { mendsAt } from './mends.ts';
import type { Names } from './names.ts';

interface Placed {
  readonly name: string;
  readonly place: Place;
  readonly code: readonly string[];
  readonly notCovered?: string;
}

/** What is known of the lines of a play. */
interface AtLines {
  readonly started: readonly TaskStart[];
  readonly cells: readonly Cell[];
  readonly findings: readonly (FindingShown & { readonly place?: Place })[];
}

/**
 * The tasks of the play at their lines, as the histories know them: names and keywords. What a task is given (arguments, variables, its
 * environment) may be a secret, and is in no history.
 */
export function sourcesOf(
  report: DrillReport,
  { started, cells, findings }: AtLines,
  names: Names,
): readonly SourceShown[] {
  const tasks = new Map<string, Placed>();
  for (const { taskName, place, why } of report.notCovered)
    tasks.set(keyOf(place), { name: taskName, place, code: [`- name: ${taskName}`], notCovered: why });
  for (const task of started) {
    if (!task.place) continue;
    const known = tasks.get(keyOf(task.place));
    tasks.set(keyOf(task.place), { ...known, name: task.name, place: task.place, code: codeOf(task) });
  }
  const files = Map.groupBy(tasks.values(), ({ place }) => place.file);
  return [...files].map(([file, ones]) => ({
    file: names.at({ file, line: 1 }).replace(/:1$/, ''),
    tasks: ones
      .toSorted((a, b) => a.place.line - b.place.line)
      .map((one) =>
        taskShown(
          one,
          ones.map(({ place }) => place.line),
        ),
      ),
  }));

  function taskShown({ place, code, notCovered }: Placed, begins: readonly number[]): TaskShown {
    return {
      line: place.line,
      code,
      marks: cells
        .filter(({ trial }) => samePlace(trial.job.place, place))
        .map((cell) => ({
          ...shown(cell),
          fault: cell.trial.fault,
          job: jobName(cell.trial.taskName, cell.trial.job),
        })),
      findings: findings.flatMap((one, index) => (one.place && samePlace(one.place, place) ? [index] : [])),
      mends: mendsAt(report.mends ?? [], place.file, place.line, begins),
      ...(notCovered === undefined ? {} : { notCovered }),
    };
  }
}

function keyOf({ file, line }: Place): string {
  return formatPlace({ file, line });
}

/** As YAML: what Ansible took the task's keywords for, inherited ones and defaults that matter among them. */
function codeOf(task: TaskStart): readonly string[] {
  const isAsync = task.async !== 0 && task.async !== '0';
  const keywords: readonly (readonly [string, string | number | boolean | undefined])[] = [
    ['async', isAsync ? task.async : undefined],
    ['poll', isAsync ? task.poll : undefined],
    ['register', task.register],
    ['until', task.untilWritten ?? (task.until ? '…' : undefined)],
    ['retries', task.retries],
    ['delay', task.delay],
    ['ignore_errors', task.ignoreErrors === false ? undefined : task.ignoreErrors],
    ['failed_when', task.failedWhen ? '…' : undefined],
    ['no_log', task.noLog === false ? undefined : task.noLog],
  ];
  return [
    ...(task.name ? [`- name: ${task.name}`, `  ${task.action}: …`] : [`- ${task.action}: …`]),
    ...keywords.flatMap(([key, value]) => (value === undefined ? [] : [`  ${key}: ${value}`])),
  ];
}
