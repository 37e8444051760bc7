import { realpathSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { audit } from '../audit/audit.ts';
import type { SourceJob } from '../model/scenario.ts';
import { readTree } from '../source/read-tree.ts';

/** ansible-core's own default where a reap names none: playbook/task.py. */
const DELAY_S = 5;

/** An async task of a playbook; limit and poll are undefined where only a run could tell. */
export interface FoundJob extends Omit<SourceJob, 'limit' | 'poll'> {
  readonly limit: number | undefined;
  readonly poll: number | undefined;
}

/** The async tasks that a playbook runs, roles and includes as well, as far as its source tells. */
export function findJobs(playbook: string): readonly FoundJob[] {
  const real = realpathSync(playbook);
  const folder = dirname(real);
  const { project } = audit(readTree([folder], folder).texts);
  const absolute = (file: string) => resolve(folder, file);
  return project.asyncTasks
    .filter(
      (task) =>
        task.class !== 'inert' &&
        (absolute(task.place.file) === real || absolute(task.scope.split('#')[0] ?? '') === real),
    )
    .map((task) => {
      const delays = project.reaps.flatMap((reap) =>
        task.reaps.includes(reap.id) && reap.delay.known ? [reap.delay.value] : [],
      );
      const poll = task.poll.known ? task.poll.value : undefined;
      return {
        taskName: task.name,
        place: { file: absolute(task.place.file), line: task.place.line },
        limit: task.limit.known ? task.limit.value : undefined,
        poll,
        interval: poll ? poll : (delays[0] ?? DELAY_S),
        looped: task.looped,
      };
    });
}

/** As a person would point to it: `"Start the backup" (site.yml:7)`. */
export function jobText(job: FoundJob): string {
  return `"${job.taskName}" (${relative('', job.place.file)}:${job.place.line})`;
}
