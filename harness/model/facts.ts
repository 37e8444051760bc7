import type { TaskStart } from './event.ts';
import type { History } from './history.ts';
import type { Job } from './job.ts';

/** A history with what was projected from it: all that a check, a fault's proof or a judge may look at. */
export interface Facts {
  readonly history: History;
  readonly jobs: readonly Job[];
  /** How much faster than written Ansible waited in this run. */
  readonly speed: number;
  /** By Ansible's task id. */
  readonly tasks: ReadonlyMap<string, TaskStart>;
}
