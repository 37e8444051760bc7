import type { Place } from './place.ts';
import type { JobFileSeen, ProcessId } from './sighting.ts';

interface At {
  /** Epoch, in ms, on the controller. */
  readonly at: number;
}

/** Which hosts of the inventory the limit reaches; told before the first play. */
export interface Limit extends At {
  readonly type: 'limit';
  readonly hosts: readonly string[];
  /** All that the inventory has. */
  readonly known: readonly string[];
}

export interface PlannedTask {
  readonly name: string;
  readonly place: Place | null;
  /** As written. */
  readonly async: string;
  readonly poll: string;
}

/** What a play will run, as far as Ansible knows before it runs: what is included while it runs is not in it. */
export interface Plan extends At {
  readonly type: 'plan';
  readonly play: string;
  readonly tasks: number;
  readonly jobs: readonly PlannedTask[];
  readonly delegated: readonly (PlannedTask & { readonly to: string })[];
}

export interface AsyncDir {
  readonly path: string;
  readonly exists: boolean;
  /** Job files can be written there, or the directory can be made. */
  readonly usable: boolean;
  readonly mode?: string;
  readonly owner?: string;
  readonly freeBytes: number;
  /** Null where the file system doesn't count. */
  readonly freeFiles: number | null;
}

/** A job file, dated by the host's own clock. */
export type JobFileLook = Omit<JobFileSeen, 'type' | 'at' | 'host' | 'state'> & { readonly writtenAt: number };

/** The id that stands in a wrapper's command line may lack the pid that its job file has. */
export interface JobProcess extends ProcessId {
  readonly jid: string;
  readonly role: 'wrapper' | 'descendant';
}

/** One look at a host, over Ansible's own connection, as one user. */
export interface LookSeen extends At {
  readonly type: 'look';
  readonly host: string;
  /** As the login user, whatever the task would become. */
  readonly login: boolean;
  readonly user: string;
  readonly uid: number;
  readonly python: string;
  readonly interpreter: string;
  readonly bootId: string;
  /** The host's clock less ours, in ms, give or take `withinMs`. */
  readonly clock: { readonly offsetMs: number; readonly withinMs: number };
  readonly asyncDir: AsyncDir;
  /** The newest of them. */
  readonly jobFiles: readonly JobFileLook[];
  readonly jobFileCount: number;
  readonly processes: readonly JobProcess[];
  /** Folders in which modules at work, or killed ones, have their code. */
  readonly payloads: readonly string[];
  /** Of what was to be tidied: what was removed, and what is in use. */
  readonly removed: readonly string[];
  readonly left: readonly string[];
}

/** A stand-in was launched in the place of a job, and its result was read back from the job file over Ansible's connection. */
export interface StandInRan extends At {
  readonly type: 'stand-in';
  readonly host: string;
  readonly task: string;
  readonly item: number | null;
  readonly nth: number;
  readonly token: string;
  readonly jid: string;
  readonly path: string;
  /** Its result stood in the job file. */
  readonly finished: boolean;
  readonly rc?: number;
}

/** A keep-alive asked for its job. */
export interface Poll extends At {
  readonly type: 'poll';
  readonly host: string;
  readonly task: string;
  readonly item: number | null;
  readonly nth: number;
  readonly jid: string;
  readonly attempt: number;
}

/** A file that the run was made of, or the folder of a role. */
export interface SourceRead extends At {
  readonly type: 'source';
  readonly file?: string;
  readonly role?: string;
}

/** Ansible is about to make a temporary folder of this name on a host. */
export interface TmpNamed extends At {
  readonly type: 'tmp';
  readonly name: string;
}

/** What a run on an inventory tells besides. */
export type SmokeEvent = Limit | Plan | LookSeen | StandInRan | Poll | SourceRead | TmpNamed;
