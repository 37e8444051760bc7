import type { JobKey } from './fault.ts';
import type { ModuleStub } from './stub.ts';

/**
 * The only thing that may be done to a job on a host that we did not make: it isn't started, and Ansible's own command module
 * runs `exit 1` in its place. It has no act to choose, so that there is none that could harm.
 */
export interface HarmlessStandIn {
  /** Unguessable; shows in the result that stands in the job file. */
  readonly token: string;
  readonly job: JobKey;
}

/** What an interrupted run, or a stand-in, has left on hosts, by the names under which it was made. */
export interface Leftovers {
  /** Names of temporary folders, as Ansible made them. */
  readonly tmp: readonly string[];
  /** Folders with the code of modules that were there before the run; null: nothing was killed, so none can be left. */
  readonly payloads: readonly string[] | null;
  /** Job files, removed only if the token stands in them. */
  readonly files: readonly { readonly path: string; readonly token: string }[];
}

/** Of which tasks the answers are told. Nothing is done otherwise for it. */
export interface AnswersWanted {
  /** Those that one of these is for; undefined: those of modules that aren't ansible-core's own. */
  readonly stubs: readonly Pick<ModuleStub, 'module' | 'task' | 'at'>[] | undefined;
}

/** A run on hosts of somebody's inventory. */
export type InventoryOrder = {
  /** The limit may reach so many hosts; if it reaches more or none, nothing is run. */
  readonly most: number;
} & (
  | {
      readonly kind: 'play';
      readonly standIns: readonly HarmlessStandIn[];
      readonly answers?: AnswersWanted | undefined;
    }
  /** In place of every task: a look at the host, by this script. */
  | { readonly kind: 'look'; readonly script: string; readonly tidy: Leftovers }
);
