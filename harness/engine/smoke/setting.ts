import type { Controller } from '../../ansible/controller.ts';
import type { RunStore } from '../../history/store.ts';
import type { Session } from '../../lab/session.ts';
import type { Event } from '../../model/event.ts';
import type { Job } from '../../model/job.ts';
import type { ComingRun, Condition, ProofScope } from '../../model/smoke.ts';
import type { LookSeen } from '../../model/smoke-event.ts';
import type { TrialResult } from '../../model/trial.ts';

/** What every run of a smoke shares. None of its hosts is ours. */
export interface SmokeSetting {
  readonly session: Session;
  readonly controller: Controller;
  readonly playbook: string;
  readonly inventories: readonly string[];
  readonly limit: string;
  /** The limit may reach so many hosts. */
  readonly most: number;
  /** Extra arguments for ansible-playbook, as the user gave them. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets what Ansible prints in the watched run; it is no part of the record. */
  readonly outputFile?: string | undefined;
  readonly signal: AbortSignal;
}

/** Once the run may begin, there is a folder for its record. */
export interface RecordedSetting extends SmokeSetting {
  readonly store: RunStore;
}

export interface RunEnded {
  readonly what: string;
  readonly green: boolean;
  /** A job of it was to fail. */
  readonly expected: boolean;
  readonly wallMs: number;
  /** The end of what Ansible printed. */
  readonly tail: string;
}

/** What a smoke tells while it goes on. */
export interface SmokeProgress {
  looking(): void;
  /** Resolves to true if the run may begin. */
  confirm(intent: ComingRun, conditions: readonly Condition[]): Promise<boolean>;
  runStarted(what: string): void;
  event(event: Event): void;
  runEnded(end: RunEnded): void;
  proved(result: TrialResult): void;
  /** The runs were interrupted: what is seen on the hosts after it; none if they could not be looked at. */
  interrupted(looks: readonly LookSeen[], why: string | undefined): void;
}

export interface SmokeOrder {
  readonly setting: SmokeSetting;
  openStore(): RunStore;
  readonly proof: ProofScope;
  /** With `one`: the jobs to choose from; all without it. */
  readonly wants?: ((job: Job) => boolean) | undefined;
  readonly headroomFactor: number;
  readonly timeLimitMs: number;
  readonly startedAt: Date;
  readonly progress: SmokeProgress;
}
