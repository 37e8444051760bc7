import type { BaselineJob } from './baseline.ts';
import type { Finding } from './finding.ts';
import type { PlannedTask } from './smoke-event.ts';
import type { ArgumentsSeal, Sources } from './sources.ts';
import type { TrialResult } from './trial.ts';
import type { Verdict } from './verdict.ts';

/** How many jobs a smoke proves: `one` may be chosen, `all` is each. */
export type ProofScope = 'none' | 'one' | 'all';

/** One thing that was looked at before the run. `bad`: the run would fail for it, so nothing is run. */
export interface Condition {
  readonly host: string;
  readonly user: string;
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly detail: string;
}

/** What will run for real, as far as it is known before. */
export interface ComingRun {
  readonly hosts: readonly string[];
  readonly tasks: number;
  readonly jobs: readonly PlannedTask[];
  /** Tasks that act on other hosts than the limit names. */
  readonly delegated: readonly (PlannedTask & { readonly to: string })[];
  readonly proof: ProofScope;
}

/** What the watched run on one host showed. */
export interface HostRun {
  readonly host: string;
  readonly status: 'green' | 'red' | 'unreachable' | 'not-in-recap';
  /** Spent on nothing but waiting for jobs. */
  readonly idleMs: number;
  /** Null where the host could not be looked at afterwards. */
  readonly rebooted: boolean | null;
}

/** The record of one smoke. It is stored as it stands; `schema` changes when a reader could break. */
export interface SmokeRecord {
  readonly schema: 'reapcheck/smoke/1';
  /** As it was named, relative to the current directory. */
  readonly playbook: string;
  readonly limit: string;
  readonly hosts: readonly string[];
  readonly inventories: readonly string[];
  readonly coreVersion: string;
  readonly watcher: 'old' | 'new';
  readonly arguments: ArgumentsSeal;
  readonly sources: Sources;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly wallMs: number;
  readonly conditions: readonly Condition[];
  readonly runs: readonly HostRun[];
  readonly jobs: readonly BaselineJob[];
  readonly proof: ProofScope;
  readonly proofs: readonly TrialResult[];
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly folder: string;
}

/** The last smoke that passed, and what speaks against relying on it now. */
export interface SinceSmoke extends Pick<SmokeRecord, 'folder' | 'endedAt' | 'hosts'> {
  readonly reasons: readonly string[];
}
