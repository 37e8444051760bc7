import type { Event, HostStats, TaskStart } from './event.ts';
import type { History, RunMark, StrikeMark } from './history.ts';
import type { Job } from './job.ts';
import type { Sighting } from './sighting.ts';

/** Those of a union that have this `type`. */
type OfType<U extends { readonly type: string }, T extends U['type']> = Extract<U, { readonly type: T }>;

/** A history and what follows from it: all that a check, a fault's proof or a judge may look at. */
export interface Facts {
  /** For lines of evidence. Whoever wants to know something asks below. */
  readonly history: History;
  /** The ansible-playbook process. */
  readonly run: {
    readonly started: OfType<RunMark, 'started'> | undefined;
    readonly ended: OfType<RunMark, 'ended'> | undefined;
  };
  /** How much faster than written Ansible waited in this run. */
  readonly speed: number;
  /** By Ansible's task id. */
  readonly tasks: ReadonlyMap<string, TaskStart>;
  readonly jobs: readonly Job[];
  /** The play's recap, by host; undefined where it did not come to one. */
  readonly recap: Readonly<Record<string, HostStats>> | undefined;
  /** When anything was last seen on any host, epoch in ms; undefined if nothing was. */
  readonly lastSightAt: number | undefined;
  /** In the order in which they reached the harness. */
  events<T extends Event['type']>(type: T): readonly OfType<Event, T>[];
  sightings<T extends Sighting['type']>(type: T): readonly OfType<Sighting, T>[];
  strikes<T extends StrikeMark['type']>(type: T): readonly OfType<StrikeMark, T>[];
}
