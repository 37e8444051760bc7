import * as z from 'zod';
import { jobFileSays } from './job-file.ts';

/** What a run on an inventory tells besides. A look's answer comes from the host: it is checked, not trusted. */

/** Epoch, in ms, on the controller. */
const at = z.number().int();
const count = z.number().int().nonnegative();
const names = z.array(z.string()).readonly();
const place = z.strictObject({ file: z.string().min(1), line: count, column: z.exactOptional(count) });
const ofTask = { host: z.string(), task: z.string(), item: count.nullable(), nth: count };

/** Which hosts of the inventory the limit reaches; told before the first play. `known`: all that the inventory has. */
const limit = z.strictObject({ type: z.literal('limit'), at, hosts: names, known: names });

/** `async`, `poll`: as written. */
const plannedTask = z.strictObject({ name: z.string(), place: place.nullable(), async: z.string(), poll: z.string() });
/** What a play will run, as far as Ansible knows before it runs: what is included while it runs is not in it. */
const plan = z.strictObject({
  type: z.literal('plan'),
  at,
  play: z.string(),
  tasks: count,
  jobs: z.array(plannedTask).readonly(),
  delegated: z.array(plannedTask.extend({ to: z.string() })).readonly(),
});

const asyncDir = z.strictObject({
  path: z.string(),
  exists: z.boolean(),
  /** Job files can be written there, or the directory can be made. */
  usable: z.boolean(),
  mode: z.exactOptional(z.string()),
  owner: z.exactOptional(z.string()),
  freeBytes: z.number(),
  /** Null where the file system doesn't count. */
  freeFiles: z.number().nullable(),
});

/** A job file, dated by the host's own clock. */
const jobFile = z.strictObject({
  path: z.string(),
  jid: z.string(),
  writtenAt: z.number(),
  ...jobFileSays,
});

/** The id that stands in a wrapper's command line may lack the pid that its job file has. */
const jobProcess = z.strictObject({
  pid: count,
  startTicks: count,
  jid: z.string(),
  role: z.enum(['wrapper', 'descendant']),
});

/** One look at a host, over Ansible's own connection, as one user. */
const look = z.strictObject({
  type: z.literal('look'),
  at,
  host: z.string(),
  /** As the login user, whatever the task would become. */
  login: z.boolean(),
  user: z.string(),
  uid: count,
  python: z.string(),
  interpreter: z.string(),
  bootId: z.string(),
  /** The host's clock less ours, in ms, give or take `withinMs`. */
  clock: z.strictObject({ offsetMs: z.number(), withinMs: z.number() }),
  asyncDir,
  /** The newest of them. */
  jobFiles: z.array(jobFile).readonly(),
  jobFileCount: count,
  processes: z.array(jobProcess).readonly(),
  /** Folders in which modules at work, or killed ones, have their code. */
  payloads: names,
  /** Of what was to be tidied: what was removed, and what is in use. */
  removed: names,
  left: names,
});

/** A stand-in was launched in the place of a job, and its result was read back from the job file over Ansible's connection. */
const standIn = z.strictObject({
  type: z.literal('stand-in'),
  at,
  ...ofTask,
  token: z.string(),
  jid: z.string().min(1),
  path: z.string(),
  /** Its result stood in the job file. */
  finished: z.boolean(),
  rc: z.exactOptional(z.number()),
});

/** A keep-alive asked for its job. */
const poll = z.strictObject({ type: z.literal('poll'), at, ...ofTask, jid: z.string(), attempt: count });

/** What the run was made of on the controller: one of these at a time. */
const source = z.strictObject({
  type: z.literal('source'),
  at,
  file: z.exactOptional(z.string()),
  /** The folder of a role. */
  role: z.exactOptional(z.string()),
  /** A lookup was loaded: its name. This and `local` are told of disposable hosts only. */
  lookup: z.exactOptional(z.string()),
  /** Something acted on the controller itself, or on its double. */
  local: z.exactOptional(z.literal(true)),
});

/**
 * What a module, or a job, answered on a host that isn't ours, for a stub of it. It is told without the secrets that the run knew, and
 * is stored in no history.
 */
const answer = z.strictObject({
  type: z.literal('answer'),
  at,
  ...ofTask,
  /** The job that it is the result of; then `task` is the reap. */
  jid: z.exactOptional(z.string().min(1)),
  /** In ms; not of a job. */
  took: z.exactOptional(count),
  changed: z.boolean(),
  failed: z.boolean(),
  /** Missing where it is withheld. */
  result: z.exactOptional(z.record(z.string(), z.unknown())),
  /** Where in it something secret was. */
  takenOut: names,
  withheld: z.exactOptional(z.enum(['no_log', 'too-large', 'unreadable'])),
});

/** Ansible is about to make a temporary folder of this name on a host. */
const tmp = z.strictObject({ type: z.literal('tmp'), at, name: z.string() });

export const SMOKE_EVENTS = [limit, plan, look, standIn, poll, source, tmp, answer] as const;

export type Limit = Readonly<z.output<typeof limit>>;
export type Plan = Readonly<z.output<typeof plan>>;
export type PlannedTask = Readonly<z.output<typeof plannedTask>>;
export type LookSeen = Readonly<z.output<typeof look>>;
export type Answer = Readonly<z.output<typeof answer>>;
export type StandInRan = Readonly<z.output<typeof standIn>>;
