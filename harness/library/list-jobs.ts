import type { AsyncTask, AuditReap, KnownNumber } from '../model/audit.ts';
import type { Place } from '../model/place.ts';
import { isAsked } from '../source/is-asked.ts';
import { judgeTree } from './judge-tree.ts';
import type { Where } from './where.ts';

/** An async task as its source tells it. */
export interface ListedJob {
  readonly name: string;
  readonly place: Place;
  readonly action: string;
  readonly class: AsyncTask['class'];
  /** What that was read from. */
  readonly why: string;
  readonly looped: boolean;
  /** Seconds, and as written. */
  readonly limit: KnownNumber;
  readonly poll: KnownNumber;
  readonly register: string | undefined;
  readonly reaps: readonly ListedReap[];
}

export interface ListedReap {
  readonly name: string;
  readonly place: Place;
  readonly until: string | undefined;
  /** Seconds, `retries × delay`. */
  readonly window: KnownNumber;
}

/** The async tasks in files and directories, as `reapcheck audit --list` shows them. Runs nothing. */
export function listJobs(paths: readonly string[], where: Where = {}): readonly ListedJob[] {
  const { tree, project } = judgeTree(paths, where);
  const asked = ({ place }: AsyncTask) => isAsked(place.file, tree.asked, project.reached);
  return project.asyncTasks.filter(asked).map((task) => jobOf(task, project.reaps));
}

function jobOf(task: AsyncTask, reaps: readonly AuditReap[]): ListedJob {
  const { name, place, action, classWhy, looped, limit, poll, register } = task;
  return {
    name,
    place,
    action,
    class: task.class,
    why: classWhy,
    looped,
    limit,
    poll,
    register,
    reaps: reaps
      .filter(({ id }) => task.reaps.includes(id))
      .map((reap) => ({ name: reap.name, place: reap.place, until: reap.until, window: reap.window })),
  };
}
