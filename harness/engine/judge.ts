import { judgeTrial, type Known } from '../checks/judge-trial.ts';
import { refusalIn } from '../checks/refused.ts';
import type { Fault } from '../faults/fault.ts';
import type { Facts } from '../model/facts.ts';
import { type Arm, jobKeyId, type Proof } from '../model/fault.ts';
import type { Job } from '../model/job.ts';
import type { Outcome } from '../model/outcome.ts';

/** A fault, and the arm that it was given in this run. */
export interface Armed {
  readonly fault: Fault;
  readonly arm: Arm;
}

export interface Judgement {
  /** Undefined where the job was not launched in this run. */
  readonly job: Job | undefined;
  readonly proof: Proof;
  readonly outcome: Outcome;
}

/** What this fault did in this run, and what the play made of it. Pure: a stored history is judged alike. */
export function judge(facts: Facts, armed: Armed, known: Known = {}): Judgement {
  const { job, proof } = prove(facts, armed);
  const { harm, reach } = armed.fault;
  const effect = { harm, reach, endless: armed.arm.healthyMs === null };
  const refusal = refusalIn(facts, known.putUpWith);
  const outcome: Outcome = refusal
    ? { kind: 'errored', why: refusal.what }
    : judgeTrial(facts, { job, proof, effect }, known);
  return { job, proof, outcome };
}

/**
 * How long the job took for all of its own work, in ms, where the fault came only then, and the play stayed green: it may have looked at what
 * the job made, which says as much of this failure as of none. Happens where the baseline took longer than the trial did. Undefined
 * where the fault was in time, or it made no difference.
 */
export function struckTooLate(facts: Facts, { arm }: Armed, { outcome }: Judgement): number | undefined {
  if (outcome.kind !== 'swallowed') return undefined;
  const seen = facts.sightings('progress').find(({ token }) => token === arm.token);
  return seen?.work === 'done' ? (seen.workedSeconds ?? 0) * 1_000 : undefined;
}

/** Whether there is nothing more to be seen of this fault. */
export function isSettled(facts: Facts, armed: Armed): boolean {
  const { job, proof } = prove(facts, armed);
  // After an outage the job shows what it left of it; of another fault nothing more comes.
  const over = armed.fault.harm !== 'outage' || (job !== undefined && job.end !== 'running' && job.end !== 'unknown');
  return job === undefined || (proof.struck && over);
}

function prove(facts: Facts, { fault, arm }: Armed): { readonly job: Job | undefined; readonly proof: Proof } {
  const job = facts.jobs.find((one) => jobKeyId(one.key) === jobKeyId(arm.job));
  const proof: Proof = job
    ? fault.prove(facts, arm, job)
    : { struck: false, missing: 'the job was not launched in this run' };
  return { job, proof };
}
