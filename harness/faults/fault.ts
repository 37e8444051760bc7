import type { Facts } from '../model/facts.ts';
import type { Arm, Proof, WrapperAct } from '../model/fault.ts';
import { LOCALHOST } from '../model/host.ts';
import type { Job, Reap } from '../model/job.ts';
import type { Machine } from '../model/machine.ts';
import type { Reason } from '../model/outcome.ts';

/** The job that is to be struck, at the pace of the run: real ms, not those that the play names. */
export interface Target {
  readonly via: Reap['via'];
  readonly limitMs: number;
  /** Between two looks at the job: `poll`, or the `delay` of its reap. */
  readonly intervalMs: number;
  /** Of the limit, from 0 to 1: how long the healthy job of `slow` runs. */
  readonly slowness: number;
  /** How long the job ran in the baseline; null: it was not seen to end. 0 where there is no baseline to know it from. */
  readonly healthyMs: number | null;
  /** A trial in which it was quicker than in the baseline has seen it do all of its work in so many ms. */
  readonly quickMs?: number;
}

/**
 * What the fault leaves of the job. `fatal`: no result that anybody could collect. `outage`: the job may come through, and the
 * play with it. `none`: the job does its work, and a play that goes red for it is wrong.
 */
export type Harm = 'fatal' | 'outage' | 'none';

export interface Strike {
  /** `before`: it holds for the whole play. `running`: when the job is known to run. */
  readonly moment: 'before' | 'running';
  /** How long the job is known to run by then, in ms; 0 without it. */
  readonly afterMs?: (target: Target) => number;
  /**
   * Does it, waits until it is healed where it heals, and returns what was seen of it; throws `NoEffect` where nothing was.
   * `pause` waits in real ms. What holds for the whole play may call `inForce` when it does: the play begins then, and what
   * proves it may come later. Without the call, the play begins at the end of `act`.
   */
  act(
    machine: Machine,
    target: Target,
    pause: (ms: number) => Promise<void>,
    inForce: () => void,
  ): Promise<readonly string[]>;
}

/** The strike was made, and what it should do did not happen. */
export class NoEffect extends Error {
  override readonly name = 'NoEffect';
}

/** One named way in which a job, its file, its host or its link goes wrong. */
export interface Fault<Name extends string = string> {
  readonly name: Name;
  readonly group: 'job' | 'job-file' | 'host' | 'link';
  /** One line for `--help` and the docs. */
  readonly summary: string;
  /** One line each for the docs: what proves it, and what undoes it. */
  readonly proof: string;
  readonly heal: string;
  readonly harm: Harm;
  /** Whether it harms this job only, or whatever the play does on the host. */
  readonly reach: 'job' | 'host';
  /** What an honest play says of it; test/proofs and test/acceptance hold it against each ansible-core that is installed. */
  readonly reasons: Reasons;
  /** Why a host can't have it, by what its SSH server calls itself (`SSH-2.0-OpenSSH_9.2p1 …`); undefined where it can. */
  cantOn?(sshServer: string): string | undefined;
  /** How long after the launch it has done all that it does, in ms. */
  settlesMs(target: Target): number;
  /** What is done to the job at its launch. */
  act(target: Target): WrapperAct;
  /** For faults that are struck from outside of the host. */
  readonly strike?: Strike;
  /** Pure: judges on what the probe saw and what was struck, never on what Ansible said. */
  prove(facts: Facts, arm: Arm, job: Job): Proof;
}

/**
 * Whether the fault makes sense for a job on this host: localhost has no link of its own, and its end would be that of ansible-playbook
 * itself, which is another experiment.
 */
export function appliesOn({ group }: Pick<Fault, 'group'>, on: string): boolean {
  return on !== LOCALHOST || group === 'job' || group === 'job-file';
}

/** Whether it hangs on the host if it can be struck there, so that nobody knows before there is one. */
export function hangsOnHost({ cantOn }: Pick<Fault, 'cantOn'>): boolean {
  return cantOn !== undefined;
}

/** Reasons that an honest play may give for a fault; where versions or clocks race, more than one. */
export type Reasons = Readonly<Record<Reap['via'], readonly Reason[]>>;
