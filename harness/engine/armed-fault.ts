import { randomBytes } from 'node:crypto';
import type { Fault, Target } from '../faults/fault.ts';
import { DELAY_S } from '../model/ansible-core.ts';
import type { Arm, JobKey } from '../model/fault.ts';
import type { Job } from '../model/job.ts';

/** A fault made ready for one job of one run. */
export interface ArmedFault {
  readonly fault: Fault;
  readonly target: Target;
  /** The host that the job runs on, and that is struck. */
  readonly on: string;
  readonly arm: Arm;
}

export function armFault(fault: Fault, job: JobKey, on: string, target: Target): ArmedFault {
  const token = randomBytes(9).toString('hex');
  const { healthyMs } = target;
  return { fault, target, on, arm: { fault: fault.name, token, job, act: fault.act(target), healthyMs } };
}

/** What a fault may know of a job that the baseline has shown, in real ms at this pace. */
export function targetOf(job: Job, speed: number, slowness: number): Target {
  const via = job.poll > 0 ? 'keep-alive' : 'async_status';
  const interval = via === 'keep-alive' ? job.poll : (job.reaps[0]?.delay ?? DELAY_S);
  return {
    via,
    limitMs: (job.limit * 1000) / speed,
    intervalMs: (interval * 1000) / speed,
    slowness,
    healthyMs: job.endedAt === undefined || job.end === 'lost' ? null : Math.max(0, job.endedAt - job.launchedAt),
  };
}
