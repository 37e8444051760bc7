import type { AsyncTask, AuditedProject, AuditReap, ReapedJob } from '../../model/audit.ts';

export interface Pair {
  readonly launch: AsyncTask;
  readonly reap: AuditReap;
  readonly job: ReapedJob;
}

const pairs = new WeakMap<AuditedProject, readonly Pair[]>();
const byReap = new WeakMap<AuditedProject, ReadonlyMap<string, readonly Pair[]>>();
const byLaunch = new WeakMap<AuditedProject, ReadonlyMap<string, readonly Pair[]>>();

/** Each reap with each launch that it collects. */
export function pairsOf(project: AuditedProject): readonly Pair[] {
  const known = pairs.get(project) ?? pairsIn(project);
  pairs.set(project, known);
  return known;
}

/** A reap with each of its launches. */
export function pairsOfReap(project: AuditedProject, reap: AuditReap): readonly Pair[] {
  const known = byReap.get(project) ?? Map.groupBy(pairsOf(project), (pair) => pair.reap.id);
  byReap.set(project, known);
  return known.get(reap.id) ?? [];
}

/** The reaps that collect a launch. */
export function pairsOfLaunch(project: AuditedProject, launch: string): readonly Pair[] {
  const known = byLaunch.get(project) ?? Map.groupBy(pairsOf(project), (pair) => pair.launch.id);
  byLaunch.set(project, known);
  return known.get(launch) ?? [];
}

function pairsIn(project: AuditedProject): Pair[] {
  const launches = new Map(project.asyncTasks.map((task) => [task.id, task]));
  return project.reaps.flatMap((reap) =>
    reap.jobs.flatMap((job) => {
      const launch = launches.get(job.launch);
      return launch ? [{ launch, reap, job }] : [];
    }),
  );
}

/** The launches that a reap collects. */
export function launchesOf(project: AuditedProject, reap: AuditReap): AsyncTask[] {
  return pairsOfReap(project, reap).map((pair) => pair.launch);
}

/** A task as messages call it. */
export function called(task: { readonly name: string; readonly action: string }): string {
  return `"${task.name || task.action}"`;
}

/** Whether all that it collects cuts the connection, or stays up while it looks once: to shrug is then the right thing. */
export function staysUp(project: AuditedProject, reap: AuditReap): boolean {
  const launches = launchesOf(project, reap);
  // Who waits for the end doesn't wait for a server, whatever the job is called.
  const fits = ({ intent }: AsyncTask) =>
    intent?.class === 'connection-cutting' || (intent?.class === 'server' && reap.until === undefined);
  return launches.length > 0 && launches.every(fits);
}

/** Whether another reap waits for the same jobs and lets their failure through: what this one makes of it is then no loss. */
export function reapedElsewhere(project: AuditedProject, reap: AuditReap): boolean {
  const sound = (other: AuditReap) =>
    other.id !== reap.id &&
    other.mode === 'status' &&
    other.until !== undefined &&
    (!other.ignoredBy || other.checked !== undefined);
  return (
    reap.jobs.length > 0 &&
    reap.jobs.every((job) => pairsOfLaunch(project, job.launch).some((other) => sound(other.reap)))
  );
}
