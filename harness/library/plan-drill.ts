import { existsSync } from 'node:fs';
import { wantedJobs } from '../engine/wanted-jobs.ts';
import { appliesOn, type Fault, hangsOnHost } from '../faults/fault.ts';
import { LOCALHOST } from '../model/host.ts';
import type { SourceJob } from '../model/source.ts';
import { filesReached } from '../source/files-reached.ts';
import { jobsOf } from '../source/jobs-of.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { rolesByPath } from '../source/roles-by-path.ts';
import type { DrillOptions } from './drill-options.ts';
import { readDrilled } from './read-drilled.ts';
import { faultsOf } from './ready-drill.ts';
import { contextOf, type Where } from './where.ts';

/** What a drill would strike, as far as the source tells. */
export interface PlannedDrill {
  /** Each async task with the faults that it would be struck with; a loop is one task here, and as many jobs as it has items in a run. */
  readonly jobs: readonly (SourceJob & { readonly faults: readonly string[] })[];
  /** Besides the baseline. */
  readonly trialsAtLeast: number;
}

/** Reads the playbook, and runs nothing. Throws usage errors for what could not be drilled. */
export function planDrill(playbook: string, options: DrillOptions = {}): PlannedDrill {
  const { source } = readDrilled(playbook, options, contextOf(options));
  const wants = options.jobs ? wantedJobs(options.jobs) : () => true;
  const faults = faultsOf(options);
  const sure = new Set(faults.filter((fault) => !hangsOnHost(fault)).map(({ name }): string => name));
  const jobs = jobsOf(source)
    .filter(({ taskName, place }) => wants({ taskName, key: { place } }))
    .map((job) => ({ ...job, faults: faultsOn(job, faults).map(({ name }) => name) }));
  return {
    jobs,
    trialsAtLeast: jobs.reduce((sum, job) => sum + job.faults.filter((name) => sure.has(name)).length, 0),
  };
}

/** Those of these faults that make sense for a job, as far as its source tells where it runs. */
export function faultsOn({ onLocalhost }: Pick<SourceJob, 'onLocalhost'>, faults: readonly Fault[]): readonly Fault[] {
  return onLocalhost ? faults.filter((fault) => appliesOn(fault, LOCALHOST)) : faults;
}

/** The files that a playbook brings in, itself first, and folders that it names as roles by their paths, where they are there. */
export function filesBroughtIn(playbook: string, where: Where = {}): readonly string[] {
  const context = contextOf(where);
  const source = readPlaybook(playbook, context);
  const files = filesReached(source);
  return [...files, ...rolesByPath(source, files).filter((folder) => existsSync(folder))];
}
