import type { FaultTrial } from '../model/trial.ts';

/** The job of a trial: its task, with the item of its loop. */
export function jobTitle({ taskName, job }: FaultTrial): string {
  return `${taskName}${job.item === null ? '' : ` [item ${job.item}]`}`;
}

export function trialTitle(trial: FaultTrial): string {
  return `${jobTitle(trial)} on ${trial.job.host}: ${trial.fault}`;
}
