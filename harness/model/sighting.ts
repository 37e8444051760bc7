import * as z from 'zod';
import { jobFileSays } from './job-file.ts';

interface Sighted {
  /** Epoch in ms, on the controller, when the sighting reached us. */
  readonly at: number;
  readonly host: string;
}

const processId = z.object({
  pid: z.number(),
  /** Field 22 of /proc/PID/stat. */
  startTicks: z.number(),
});

const jobFile = z.object({
  type: z.literal('job-file'),
  path: z.string(),
  jid: z.string(),
  state: z.enum(['present', 'gone']),
  ...jobFileSays,
});

const process = processId.extend({
  type: z.literal('process'),
  state: z.enum(['alive', 'gone']),
  /** The id of the job that it belongs to (itself a wrapper process, or a descendant of one). */
  jid: z.exactOptional(z.string()),
  role: z.exactOptional(z.enum(['wrapper', 'descendant', 'stand-in'])),
});

const boot = z.object({ type: z.literal('boot'), bootId: z.string() });

const receipt = z.object({
  type: z.literal('receipt'),
  token: z.string(),
  fault: z.string(),
  jid: z.string(),
  /** When it began, epoch in ms on the host's clock. */
  struckAt: z.number(),
  jobFile: z.exactOptional(z.string()),
  pids: z
    .object({ watcher: processId, runner: processId, module: processId, leaf: z.exactOptional(processId) })
    .readonly(),
});

const progress = z.object({
  type: z.literal('progress'),
  token: z.string(),
  jid: z.string(),
  /** `done`: the job was quicker than in the baseline, and came to its end. */
  work: z.enum(['none', 'stopped', 'done']),
  /** How long it did its own work; missing where it wasn't begun, or something stood in for it. */
  workedSeconds: z.exactOptional(z.number().nonnegative()),
});

const load = z.object({ type: z.literal('load'), load: z.number(), processors: z.number() });

/** What the script on a host says of it (probe/watch.py). It comes from the host, so it is checked, not trusted. */
export const SAID_ON_HOST = [jobFile, process, boot, receipt, progress, load] as const;

type Said<Schema extends z.ZodType> = Readonly<z.infer<Schema>>;

/** A job file as it stood; content is never kept, only what says how the job ended. */
export interface JobFileSeen extends Sighted, Said<typeof jobFile> {}

/** Names a process once and for all: a pid alone could be another's by now. */
export type ProcessId = Said<typeof processId>;

/** A process of a job: the wrapper's watcher and runner carry the job id in their command line. */
export interface ProcessSeen extends Sighted, Said<typeof process> {}

export interface BootSeen extends Sighted, Said<typeof boot> {}

/** What a stand-in wrote down on the host as it took its place. A claim: proof needs another sighting that agrees. */
export interface ReceiptSeen extends Sighted, Said<typeof receipt> {}

/** What a stand-in wrote down as it struck: what it had let the job do by then. */
export interface ProgressSeen extends Sighted, Said<typeof progress> {}

/** How busy the machine is that the host runs on: processes that want a processor, on average of the last minute. */
export interface LoadSeen extends Sighted, Said<typeof load> {}

/** The probe itself began, ended, or lost the host: without a probe there is no proof. `looked`: all that stood there by then is told. */
export interface ProbeSeen extends Sighted {
  readonly type: 'probe';
  readonly state: 'watching' | 'looked' | 'stopped' | 'lost';
  readonly reason?: string;
}

/** What had passed a host's link by the play's end. Measured here, on the way to the host. */
export interface LinkSeen extends Sighted {
  readonly type: 'link';
  readonly accepted: number;
  /** Connections that an idle limit has dropped. */
  readonly idleDropped: number;
  /** The longest time that a connection stood open without a byte, in ms. */
  readonly longestIdleMs: number;
  /** What the SSH server at its end calls itself. */
  readonly sshServer?: string;
}

/** A packet for an address that is no machine of the run: it got no further than the wall. Sighted here, where it ended. */
export interface WallHit extends Sighted {
  readonly type: 'wall';
  /** An address, or what a proxy was asked for. */
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  /** The name that it asked a name server for. */
  readonly lookup?: string;
}

/** Something that was fetched from a package registry, or asked of it: let through, and counted, on its way there. */
export interface Fetch extends Sighted {
  readonly type: 'fetch';
  /** Name and port. */
  readonly from: string;
  /** Why it gave no answer. */
  readonly failed?: string;
}

/** One thing that we saw ourselves, on a host over SSH or on its link. */
export type Sighting =
  | JobFileSeen
  | ProcessSeen
  | BootSeen
  | ReceiptSeen
  | ProgressSeen
  | ProbeSeen
  | LoadSeen
  | LinkSeen
  | WallHit
  | Fetch;
