import type { BaselineJob } from '../../model/baseline.ts';
import type { HeadroomRow } from '../../model/drill-page.ts';
import { jobName } from '../job-name.ts';
import type { Names } from './names.ts';

/** A healthy run of the playbook at another time. */
export interface EarlierRun {
  readonly startedAt: string;
  readonly jobs: readonly BaselineJob[];
}

/** What each job of the healthy run needed, may take, and is waited for; and what it needed in earlier ones of the playbook. */
export function headroomOf(
  jobs: readonly BaselineJob[],
  earlier: readonly EarlierRun[],
  names: Names,
): readonly HeadroomRow[] {
  return jobs.map((job) => ({
    job: jobName(job.taskName, job.key),
    at: names.at(job.key.place),
    host: job.key.host,
    limitS: job.limit,
    reaped: job.reaped,
    ...(job.runtimeS === undefined ? {} : { runtimeS: job.runtimeS }),
    ...(job.windowS === undefined ? {} : { windowS: job.windowS }),
    past: earlier.flatMap(({ startedAt, jobs: then }) => {
      const runtimeS = then.find((one) => sameJob(one, job))?.runtimeS;
      return runtimeS === undefined ? [] : [{ startedAt, runtimeS }];
    }),
  }));
}

/** By the names of tasks: lines move between drills. */
function sameJob(a: BaselineJob, b: BaselineJob): boolean {
  return a.taskName === b.taskName && a.key.item === b.key.item && a.key.host === b.key.host && a.key.nth === b.key.nth;
}
