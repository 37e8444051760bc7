import type {
  AsyncTask,
  AuditReap,
  Criterion,
  Doubt,
  Intent,
  KnownNumber,
  Misuse,
  Readiness,
  ReapedJob,
  TaskFacts,
  UndefinedVariable,
  Use,
} from '../../model/audit.ts';
import type { Place } from '../../model/place.ts';
import type { Entry } from '../../model/reach.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';

/** One time that a launch comes up in one run through a playbook, a role or a file. */
export interface LaunchSeen {
  /** What the run started at. */
  readonly entry: Entry;
  /** Hosts of its play, as written; empty where there is none. */
  readonly hosts: string;
  readonly facts: TaskFacts;
  readonly task: TaskNode;
  readonly frames: readonly Frame[];
  readonly limit: KnownNumber;
  readonly poll: KnownNumber;
  /** Why the keyword does nothing. */
  readonly inert: string | undefined;
  /** Its action plugin waits for the job, whatever `poll` says. */
  readonly waitsForItself: boolean;
  readonly command: string;
  readonly intent: Intent | undefined;
  readonly conditionOnItem: boolean;
  readonly limitOnItem: boolean;
  readonly criteria: readonly Criterion[];
  readonly judgesItself: boolean;
  readonly outputs: readonly string[];
  // What most launches have none of is made for the first of it: a project has many launches.
  reaps: Set<string> | undefined;
  escapes: Use[] | undefined;
  overwritten: AsyncTask['overwritten'][number][] | undefined;
  races: AsyncTask['races'][number][] | undefined;
  hastyWaits: Use[] | undefined;
  readiness: Readiness | undefined;
  /** A task that may wait for it, or for something else. */
  perhapsWaited: Use | undefined;
  /** A task after its reap that fails where what the job makes is not there. */
  product: Use | undefined;
  /** Registers of tasks that looked whether a path of it is there. */
  looks: Map<string, string> | undefined;
  /** Still waiting for the first task that would show haste. */
  watchForWait: boolean;
  stepsSince: number;
  /** Of them, the ones in the launch's own file. */
  ownStepsSince: number;
  /** From a playbook: whatever could reap it has been read. */
  readonly whole: boolean;
  unresolvedAfter: Place | undefined;
}

export interface ReapSeen {
  readonly facts: TaskFacts;
  readonly task: TaskNode;
  readonly jobs: readonly ReapedJob[];
  /** From a playbook, as with launches. */
  readonly whole: boolean;
  readonly own: Omit<AuditReap, keyof TaskFacts | 'kind' | 'jobs' | 'checked' | 'recursive'>;
  checked: Use | undefined;
}

/** All that was seen, whatever the number of times, by the id of the task. */
export interface Seen {
  readonly launches: Map<string, LaunchSeen[]>;
  readonly reaps: Map<string, ReapSeen[]>;
  readonly misuses: Map<string, Misuse>;
  readonly undefinedVariables: Map<string, UndefinedVariable>;
  readonly visitedFiles: Set<string>;
  readonly reached: Map<string, Set<string>>;
  /** Of them, those that a playbook brings in: who reaps their jobs is known. */
  readonly wholeFiles: Set<string>;
  /** Reaps in files that include themselves: they look again by coming round. */
  readonly recursive: Set<string>;
}

export function nothingSeen(): Seen {
  return {
    launches: new Map(),
    reaps: new Map(),
    misuses: new Map(),
    undefinedVariables: new Map(),
    visitedFiles: new Set(),
    reached: new Map(),
    wholeFiles: new Set(),
    recursive: new Set(),
  };
}

export function isReaped({ reaps }: LaunchSeen): boolean {
  return reaps !== undefined;
}

export type Ignored = (Doubt & { readonly via: 'ignore_errors' | 'failed_when' | 'rescue' }) | undefined;

/** A list with one more, made for its first. */
export function withOne<T>(list: T[] | undefined, one: T): T[] {
  if (!list) return [one];
  list.push(one);
  return list;
}

/** Adds to the list under a key. */
export function remember<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
