import type { Facts } from '../model/facts.ts';
import type { Arm, Proof, WrapperAct } from '../model/fault.ts';
import type { DisposableHost } from '../model/host.ts';
import type { Job } from '../model/job.ts';
import type { Reason } from '../model/outcome.ts';

/** One named way in which a job goes wrong. Only a host that we made can be struck: `arm` takes nothing else. */
export interface JobFault {
  readonly name: string;
  /** One line for `--help` and the docs. */
  readonly summary: string;
  /** Reasons that an honest play may give; where versions race, more than one. */
  readonly reasons: readonly Reason[];
  /** How long after the launch the fault has done all that it does, in ms, for a job with this limit (seconds). */
  settlesMs(limit: number): number;
  act(host: DisposableHost, job: { readonly limit: number }): WrapperAct;
  /** Pure: judges on what the probe saw, never on what Ansible said. */
  prove(facts: Facts, arm: Arm, job: Job): Proof;
}
