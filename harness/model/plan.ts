import type { BaselineResult } from './baseline.ts';
import type { SourceFile } from './sources.ts';
import type { FaultTrial } from './trial.ts';

/** What a run of ansible-playbook was made of on the controller. */
export interface SourcesRead {
  /** Whole paths, as are the folders of roles. */
  readonly files: readonly string[];
  readonly roles: readonly string[];
  /** Names of the lookups that were loaded. */
  readonly lookups: readonly string[];
  /** Something acted on the controller, or on its double. */
  readonly local: boolean;
}

/** All that the trials of a drill depend on. */
export interface Inputs {
  /** One text for all of it: the same inputs have the same, on any machine. */
  readonly digest: string;
  /** By contents, relative to the playbook's folder where they are in there or in the folder of the drill. */
  readonly files: readonly SourceFile[];
  /** Name → value, or the digest of one: versions, image, hosts, options. What may hold a secret stands here as a slow digest. */
  readonly settings: Readonly<Record<string, string>>;
  /** The image of the hosts as this machine's engine has it; missing where there is none to ask. */
  readonly imageId?: string;
  /** What trials depend on and no digest holds, in words. */
  readonly undigested: readonly string[];
  /** The folder that the drill was started in, which is no input: places are below it. */
  readonly startedIn: string;
}

/** A trial as it was planned. */
export interface TrialPlan {
  readonly trial: FaultTrial;
  /** Of the inputs, the job, the fault and its numbers. */
  readonly digest: string;
  /** How long it takes, in ms, as far as that is known beforehand. Shares of a plan weigh about the same. */
  readonly weightMs: number;
}

/** The trials of a drill, with what each of them depends on. */
export interface Plan {
  /** Of all trials and their digests: parts of one plan have the same. */
  readonly digest: string;
  readonly inputs: Inputs;
  readonly trials: readonly TrialPlan[];
}

/** A plan as it is handed on (`drill --plan-only`). */
export interface StoredPlan {
  readonly schema: 'reapcheck/plan/1';
  readonly playbook: string;
  readonly coreVersion: string;
  readonly startedAt: string;
  readonly baseline: BaselineResult;
  readonly plan: Plan;
}

/** One of so many shares of a plan, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Why a report says nothing of some trials of its plan. */
export type LeftOut =
  /** Other shares have them. */
  | { readonly why: 'shard'; readonly shard: Shard; readonly trials: readonly FaultTrial[] }
  /** They were well in an earlier drill, of that time. */
  | { readonly why: 'last-failed'; readonly since: string; readonly trials: readonly FaultTrial[] }
  /** No part that was merged has them. */
  | { readonly why: 'no-part'; readonly trials: readonly FaultTrial[] };

/** How a drill uses an earlier one. */
export type ReuseBy = 'incremental' | 'resume' | 'last-failed';

/** The earlier drill that this one goes by. */
export interface Reuse {
  readonly by: ReuseBy;
  /** When that began. */
  readonly startedAt: string;
  readonly file: string;
  /** Why trials of it do not count any more, in words: what has changed since, and what can't be known. */
  readonly because: readonly string[];
}
