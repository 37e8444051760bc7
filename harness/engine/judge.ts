import { judgeTrial } from '../checks/judge-trial.ts';
import type { Fault } from '../faults/fault.ts';
import type { Facts } from '../model/facts.ts';
import { type Arm, jobKeyId, type Proof } from '../model/fault.ts';
import type { Job } from '../model/job.ts';
import type { Outcome } from '../model/outcome.ts';

export interface Judgement {
  /** Undefined where the job was not launched in this run. */
  readonly job: Job | undefined;
  readonly proof: Proof;
  readonly outcome: Outcome;
  /** Whether there is nothing more to be seen of it. */
  readonly settled: boolean;
}

/** What the fault that was armed in this run did, and what the play made of it. Pure: a stored history is judged alike. */
export function judge(facts: Facts, fault: Fault): Judgement {
  const arm = armOf(facts, fault);
  const job = arm && facts.jobs.find((one) => jobKeyId(one.key) === jobKeyId(arm.job));
  const proof: Proof =
    arm && job
      ? fault.prove(facts, arm, job)
      : { struck: false, missing: arm ? 'the job was not launched in this run' : 'no fault was armed in this run' };
  const over = fault.harm === 'fatal' || (job !== undefined && job.end !== 'running' && job.end !== 'unknown');
  return {
    job,
    proof,
    outcome: judgeTrial(facts, job, proof, fault),
    settled: job === undefined || (proof.struck && over),
  };
}

function armOf(facts: Facts, fault: Fault): Arm | undefined {
  for (const entry of facts.history) {
    if (entry.kind === 'strike' && entry.strike.type === 'armed' && entry.strike.arm.fault === fault.name)
      return entry.strike.arm;
  }
  return undefined;
}
