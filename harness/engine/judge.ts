import { judgeTrial } from '../checks/judge-trial.ts';
import type { JobFault } from '../faults/fault.ts';
import type { Facts } from '../model/facts.ts';
import { type Arm, jobKeyId, type Proof } from '../model/fault.ts';
import type { Job } from '../model/job.ts';
import type { Outcome } from '../model/outcome.ts';

export interface Judgement {
  /** Undefined where the job was not launched in this run. */
  readonly job: Job | undefined;
  readonly proof: Proof;
  readonly outcome: Outcome;
}

/** What the fault that was armed in this run did, and what the play made of it. Pure: a stored history is judged alike. */
export function judge(facts: Facts, fault: JobFault): Judgement {
  const arm = armOf(facts);
  const job = arm && facts.jobs.find((one) => jobKeyId(one.key) === jobKeyId(arm.job));
  const proof: Proof =
    arm && job
      ? fault.prove(facts, arm, job)
      : { struck: false, missing: arm ? 'the job was not launched in this run' : 'no fault was armed in this run' };
  return { job, proof, outcome: judgeTrial(facts, job, proof) };
}

function armOf(facts: Facts): Arm | undefined {
  const entry = facts.history.find((one) => one.kind === 'strike' && one.strike.type === 'armed');
  return entry?.kind === 'strike' && entry.strike.type === 'armed' ? entry.strike.arm : undefined;
}
