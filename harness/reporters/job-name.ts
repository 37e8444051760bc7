import type { JobKey } from '../model/fault.ts';
import type { FaultTrial } from '../model/trial.ts';

/** The job's task, with the item of its loop, and the repetition where it is one. */
export function jobName(taskName: string, { item, nth }: Pick<JobKey, 'item' | 'nth'>): string {
  return `${taskName}${item === null ? '' : ` [${item}]`}${nth === 0 ? '' : ` (again, ${nth + 1})`}`;
}

/** Trials of one job in a line each, for where there may be a hundred: `"Build" of web1: fail, hang`. */
export function trialsByJob(trials: Iterable<FaultTrial>): readonly string[] {
  const byJob = Map.groupBy(trials, ({ taskName, job }) => `"${jobName(taskName, job)}" of ${job.host}`);
  return [...byJob].map(([job, ones]) => `${job}: ${ones.map(({ fault }) => fault).join(', ')}`);
}

/** A trial in a sentence. */
export function trialWords({ fault, taskName, job }: FaultTrial): string {
  return `${fault} on "${jobName(taskName, job)}" of ${job.host}`;
}
