import * as z from 'zod';
import { SMOKE_EVENTS } from './smoke-event.ts';

/**
 * What our Python tells of a run, one line of JSON each: the only description there is. The types follow from it, what is read is held
 * against it, and test/unit/event-schema.test.ts holds the plugins' calls of `emit` against it.
 *
 * Strict: a field that isn't named here is a bug of a plugin, and could hold what nobody wanted stored.
 */

/** Epoch, in ms, on the controller. */
const at = z.number().int();
const place = z.strictObject({
  file: z.string().min(1),
  line: z.number().int().positive(),
  column: z.exactOptional(z.number().int().positive()),
});
/** `task`: Ansible's id of it in this run. */
const onHost = { at, host: z.string(), task: z.string() };
/** Position in the task's loop, from 0; null where the task has no loop. */
const item = z.number().int().nonnegative().nullable();
/** How often this task had run on this host before, for tasks that are included again and again. */
const nth = z.number().int().nonnegative();
/** A number, or the template that will say. */
const keyword = z.union([z.number(), z.string()]);
/** A value, or the template that will say. */
const flag = z.union([z.boolean(), z.string()]);
/** Keywords, and variables, by which hosts depend on one another; missing where they don't. */
const bound = z.exactOptional(z.array(z.string()).readonly());
const tags = z.exactOptional(z.array(z.string()).readonly());
const count = z.number().int().nonnegative();

/** `tags`, `skipTags`: of `--tags` and `--skip-tags`; `all` where none were given. */
const playbookStart = z.strictObject({
  type: z.literal('playbook-start'),
  at,
  playbook: z.string(),
  coreVersion: z.string(),
  tags,
  skipTags: tags,
});

const playStart = z.strictObject({
  type: z.literal('play-start'),
  at,
  play: z.string(),
  name: z.string(),
  /** The play's `hosts:` as written. */
  pattern: z.string(),
  bound,
});

const noHosts = z.strictObject({ type: z.literal('no-hosts'), at, play: z.string() });

/**
 * Once for each task that the strategy starts, with its keywords before templating, inherited ones and defaults included.
 * With `strategy: free`, `serial` or an include per host the same task may start more than once.
 */
const taskStart = z.strictObject({
  type: z.literal('task-start'),
  at,
  task: z.string(),
  play: z.string(),
  name: z.string(),
  /** The full name that Ansible resolved it to, such as `ansible.builtin.shell`. */
  action: z.string(),
  place: z.exactOptional(place),
  handler: z.boolean(),
  /** Seconds. */
  async: keyword,
  poll: keyword,
  until: z.boolean(),
  /** Its conditions as written. */
  untilWritten: z.exactOptional(z.string()),
  register: z.exactOptional(z.string()),
  /** With `delay`: only where the task is retried at all, that is with `until` or `retries`. */
  retries: z.exactOptional(keyword),
  delay: z.exactOptional(keyword),
  ignoreErrors: flag,
  failedWhen: z.boolean(),
  noLog: flag,
  bound,
});

/** An async job that really started: its id is known. A launch that is retried (`until`) gives one for each job. */
const launch = z.strictObject({
  type: z.literal('launch'),
  ...onHost,
  /** The host that the job runs on: another than `host` where the task is delegated. */
  on: z.string(),
  jid: z.string().min(1),
  item,
  nth,
  /** Seconds (`async`). */
  limit: z.number(),
  /** Seconds; 0 = fire and forget. */
  poll: z.number(),
  /** When the launching task began, epoch in ms. */
  since: at,
  /** The job file on the host. */
  resultsFile: z.string(),
});

/**
 * What a reap made of a job: one event for the task (or loop item), after its last attempt. A reap whose job id can't be
 * templated, as its job was skipped, gives none: only its result.
 */
const collect = z.strictObject({
  type: z.literal('collect'),
  ...onHost,
  via: z.enum(['async_status', 'keep-alive']),
  jid: z.string().min(1),
  item,
  nth,
  mode: z.enum(['status', 'cleanup']),
  since: at,
  attempts: z.number().int().positive(),
  /** After templating; seconds for `delay`. */
  retries: z.exactOptional(z.number()),
  delay: z.exactOptional(z.number()),
  until: z.boolean(),
  /** This and all below: what the last attempt itself said, before `failed_when` and `until` had their say. */
  finished: z.boolean(),
  /** Of the job, or of the look at it (`could not find job`). An attempt that still saw it running has not failed. */
  failed: z.boolean(),
  unreachable: z.boolean(),
  skipped: z.boolean(),
  rc: z.exactOptional(z.number()),
  /** Ansible's own message; withheld where `no_log` applies to the reap or to the job. */
  msg: z.exactOptional(z.string()),
});

/** An attempt that was not the last: attempt `attempt` of `of` at most. */
const retry = z.strictObject({ type: z.literal('retry'), ...onHost, attempt: z.number(), of: z.number() });

/** The task's end on one host (or one loop item, if `item` is a number), as the play takes it. */
const result = z.strictObject({
  type: z.literal('result'),
  ...onHost,
  item,
  status: z.enum(['ok', 'failed', 'skipped', 'unreachable']),
  ignored: z.boolean(),
  changed: z.boolean(),
  /** Of a failed or unreachable one; withheld as in `collect`. */
  msg: z.exactOptional(z.string()),
});

/** A connection that would have left our hosts: it was not made. Whatever the play made of it, the run shows nothing. */
const refused = z.strictObject({
  type: z.literal('refused'),
  at,
  /** The host of the play; empty where none is known. */
  host: z.string(),
  /** The host that was meant: another than `host` where the task is delegated. */
  on: z.string(),
  /** Ansible's id of the task. */
  task: z.exactOptional(z.string()),
  /** The connection plugin that was asked for. */
  connection: z.string(),
  why: z.enum([
    /** It would have acted on this machine. */
    'local',
    /** We made no host of that name. */
    'no-double',
    /** Of a kind for which no host of ours can stand: Windows, a switch, or unknown. */
    'no-machine',
    /** A plugin of the project has taken the name of ansible-core's ssh. */
    'own-plugin',
    /** Asked for by an action plugin, for whom is not known. */
    'nameless',
  ]),
});

/** A task, or one item of its loop, did its work on a host. Not told of hosts that aren't ours. */
const work = z.strictObject({
  type: z.literal('work'),
  ...onHost,
  item,
  nth,
  /** When it began, epoch in ms. */
  since: at,
  /** The same for the same action with the same arguments, within one run. */
  work: z.string(),
});

/** A meta task ended the play for this host. It ran, so its condition held. */
const hostEnded = z.strictObject({
  type: z.literal('host-ended'),
  at,
  host: z.string(),
  meta: z.enum(['end_host', 'end_batch', 'end_play']),
  place: z.exactOptional(place),
});

/** `meta: clear_host_errors` let a failed host go on. */
const errorsCleared = z.strictObject({
  type: z.literal('errors-cleared'),
  at,
  host: z.string(),
  place: z.exactOptional(place),
});

const hostStats = z.strictObject({
  ok: count,
  failures: count,
  unreachable: count,
  changed: count,
  skipped: count,
  rescued: count,
  ignored: count,
});
const stats = z.strictObject({ type: z.literal('stats'), at, hosts: z.record(z.string(), hostStats) });

/** A stub answered for a task, or for a lookup, filter or test in one; once for each task and host, a module's for each item. */
const stub = z.strictObject({
  type: z.literal('stub'),
  at,
  /** Its position in the stub file, from 0. */
  stub: count,
  of: z.enum(['module', 'lookup', 'filter', 'test']),
  /** The action as written, or the plugin's name. */
  name: z.string(),
  /** Missing where a play's own keywords asked. */
  host: z.exactOptional(z.string()),
  task: z.exactOptional(z.string()),
});

/** Something that a play asks for and that isn't installed, or a task whose module ran and failed. Only where stubs are looked for. */
const missing = z.strictObject({
  type: z.literal('missing'),
  at,
  of: z.enum(['module', 'lookup', 'filter', 'test', 'task']),
  /** As written; of a task its action. */
  name: z.string(),
  host: z.exactOptional(z.string()),
  task: z.exactOptional(z.string()),
});

export const eventSchema = z.discriminatedUnion('type', [
  playbookStart,
  playStart,
  noHosts,
  taskStart,
  launch,
  collect,
  retry,
  result,
  refused,
  work,
  hostEnded,
  errorsCleared,
  stats,
  stub,
  missing,
  ...SMOKE_EVENTS,
]);

/** One thing that Ansible said, one JSON line of our callback plugin. */
export type Event = Readonly<z.output<typeof eventSchema>>;

type OfType<T extends Event['type']> = Extract<Event, { readonly type: T }>;
export type TaskStart = OfType<'task-start'>;
export type Launch = OfType<'launch'>;
export type Collect = OfType<'collect'>;
export type Result = OfType<'result'>;
export type Refused = OfType<'refused'>;
export type Worked = OfType<'work'>;
export type MissingSeen = OfType<'missing'>;
export type HostStats = Readonly<z.output<typeof hostStats>>;
/** What the play did with one task on one host. */
export type TaskStatus = Result['status'];
/** Why a connection was not made. */
export type RefusalReason = Refused['why'];
