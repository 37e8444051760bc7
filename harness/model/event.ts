import type { Place } from './place.ts';
import type { SmokeEvent } from './smoke-event.ts';

/** What the play did with one task on one host. */
export type TaskStatus = 'ok' | 'failed' | 'skipped' | 'unreachable';

interface At {
  /** Epoch, in ms, on the controller. */
  readonly at: number;
}

interface OnHost extends At {
  readonly host: string;
  /** Ansible's id of the task in this run. */
  readonly task: string;
}

export interface PlaybookStart extends At {
  readonly type: 'playbook-start';
  readonly playbook: string;
  readonly coreVersion: string;
  /** Of `--tags` and `--skip-tags`; `all` where none were given. */
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
}

export interface PlayStart extends At {
  readonly type: 'play-start';
  readonly play: string;
  readonly name: string;
  /** The play's `hosts:` as written. */
  readonly pattern: string;
  /** Keywords by which its hosts depend on one another, such as `serial`; missing where they don't. */
  readonly bound?: readonly string[];
}

export interface NoHosts extends At {
  readonly type: 'no-hosts';
  readonly play: string;
}

/**
 * Once for each task that the strategy starts, with its keywords before templating, inherited ones and defaults included.
 * With `strategy: free`, `serial` or an include per host the same task may start more than once.
 */
export interface TaskStart extends At {
  readonly type: 'task-start';
  readonly task: string;
  readonly play: string;
  readonly name: string;
  /** The full name that Ansible resolved it to, such as `ansible.builtin.shell`. */
  readonly action: string;
  readonly place?: Place;
  readonly handler: boolean;
  /** Seconds, or the template that will say. */
  readonly async: number | string;
  readonly poll: number | string;
  readonly until: boolean;
  /** Its conditions as written. */
  readonly untilWritten?: string;
  readonly register?: string;
  /** With `delay`: only where the task is retried at all, that is with `until` or `retries`. */
  readonly retries?: number | string;
  readonly delay?: number | string;
  readonly ignoreErrors: boolean | string;
  readonly failedWhen: boolean;
  readonly noLog: boolean | string;
  /** Keywords and variables by which the task's work on one host depends on the others. */
  readonly bound?: readonly string[];
}

/** An async job that really started: its id is known. A launch that is retried (`until`) gives one for each job. */
export interface Launch extends OnHost {
  readonly type: 'launch';
  /** The host that the job runs on: another than `host` where the task is delegated. */
  readonly on: string;
  readonly jid: string;
  /** Position in the task's loop, from 0; null where the task has no loop. */
  readonly item: number | null;
  /** How often this task had run on this host before, for tasks that are included again and again. */
  readonly nth: number;
  /** Seconds (`async`). */
  readonly limit: number;
  /** Seconds; 0 = fire and forget. */
  readonly poll: number;
  /** When the launching task began, epoch in ms. */
  readonly since: number;
  /** The job file on the host. */
  readonly resultsFile: string;
}

/**
 * What a reap made of a job: one event for the task (or loop item), after its last attempt. A reap whose job id can't be
 * templated, as its job was skipped, gives none: only its result.
 */
export interface Collect extends OnHost {
  readonly type: 'collect';
  readonly via: 'async_status' | 'keep-alive';
  readonly jid: string;
  readonly item: number | null;
  readonly nth: number;
  readonly mode: 'status' | 'cleanup';
  readonly since: number;
  readonly attempts: number;
  /** After templating; seconds for `delay`. */
  readonly retries?: number;
  readonly delay?: number;
  readonly until: boolean;
  /** This and all below: what the last attempt itself said, before `failed_when` and `until` had their say. */
  readonly finished: boolean;
  /** Of the job, or of the look at it (`could not find job`). An attempt that still saw it running has not failed. */
  readonly failed: boolean;
  readonly unreachable: boolean;
  readonly skipped: boolean;
  readonly rc?: number;
  /** Ansible's own message; withheld where `no_log` applies to the reap or to the job. */
  readonly msg?: string;
}

/** An attempt that was not the last: attempt `attempt` of `of` at most. */
export interface Retry extends OnHost {
  readonly type: 'retry';
  readonly attempt: number;
  readonly of: number;
}

/** The task's end on one host (or one loop item, if `item` is a number), as the play takes it. */
export interface Result extends OnHost {
  readonly type: 'result';
  readonly item: number | null;
  readonly status: TaskStatus;
  readonly ignored: boolean;
  readonly changed: boolean;
  /** Of a failed or unreachable one; withheld as in `Collect`. */
  readonly msg?: string;
}

/** Why a connection was not made. */
export type RefusalReason =
  /** It would have acted on this machine. */
  | 'local'
  /** We made no host of that name. */
  | 'no-double'
  /** Of a kind for which no host of ours can stand: Windows, a switch, or unknown. */
  | 'no-machine'
  /** A plugin of the project has taken the name of ansible-core's ssh. */
  | 'own-plugin'
  /** Asked for by an action plugin, for whom is not known. */
  | 'nameless';

/** A connection that would have left our hosts: it was not made. Whatever the play made of it, the run shows nothing. */
export interface Refused extends At {
  readonly type: 'refused';
  /** The host of the play; empty where none is known. */
  readonly host: string;
  /** The host that was meant: another than `host` where the task is delegated. */
  readonly on: string;
  /** Ansible's id of the task. */
  readonly task?: string;
  /** The connection plugin that was asked for. */
  readonly connection: string;
  readonly why: RefusalReason;
}

/** A task, or one item of its loop, did its work on a host. Not told of hosts that aren't ours. */
export interface Worked extends OnHost {
  readonly type: 'work';
  readonly item: number | null;
  readonly nth: number;
  /** When it began, epoch in ms. */
  readonly since: number;
  /** The same for the same action with the same arguments, within one run. */
  readonly work: string;
}

/** A meta task ended the play for this host. It ran, so its condition held. */
export interface HostEnded extends At {
  readonly type: 'host-ended';
  readonly host: string;
  readonly meta: 'end_host' | 'end_batch' | 'end_play';
  readonly place?: Place;
}

/** `meta: clear_host_errors` let a failed host go on. */
export interface ErrorsCleared extends At {
  readonly type: 'errors-cleared';
  readonly host: string;
  readonly place?: Place;
}

export interface HostStats {
  readonly ok: number;
  readonly failures: number;
  readonly unreachable: number;
  readonly changed: number;
  readonly skipped: number;
  readonly rescued: number;
  readonly ignored: number;
}

export interface Stats extends At {
  readonly type: 'stats';
  readonly hosts: Readonly<Record<string, HostStats>>;
}

/** A stub answered for a task, or for a lookup, filter or test in one; once for each task and host, a module's for each item. */
export interface StubUsed extends At {
  readonly type: 'stub';
  /** Its position in the stub file, from 0. */
  readonly stub: number;
  readonly of: 'module' | 'lookup' | 'filter' | 'test';
  /** The action as written, or the plugin's name. */
  readonly name: string;
  /** Missing where a play's own keywords asked. */
  readonly host?: string;
  readonly task?: string;
}

/** Something that a play asks for and that isn't installed, or a task whose module ran and failed. Only where stubs are looked for. */
export interface MissingSeen extends At {
  readonly type: 'missing';
  readonly of: 'module' | 'lookup' | 'filter' | 'test' | 'task';
  /** As written; of a task its action. */
  readonly name: string;
  readonly host?: string;
  readonly task?: string;
}

/** One thing that Ansible said, one JSON line of our callback plugin. */
export type Event =
  | PlaybookStart
  | PlayStart
  | NoHosts
  | TaskStart
  | Launch
  | Collect
  | Retry
  | Result
  | Refused
  | Worked
  | HostEnded
  | ErrorsCleared
  | Stats
  | StubUsed
  | MissingSeen
  | SmokeEvent;
