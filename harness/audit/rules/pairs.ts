import type { AsyncTask, AuditedProject, AuditReap, ReapedJob } from '../../model/audit.ts';

export interface Pair {
  readonly launch: AsyncTask;
  readonly reap: AuditReap;
  readonly job: ReapedJob;
}

/** Each reap with each launch that it collects. */
export function pairsOf(project: AuditedProject): Pair[] {
  const launches = new Map(project.asyncTasks.map((task) => [task.id, task]));
  return project.reaps.flatMap((reap) =>
    reap.jobs.flatMap((job) => {
      const launch = launches.get(job.launch);
      return launch ? [{ launch, reap, job }] : [];
    }),
  );
}

/** A task as messages call it. */
export function called(task: { readonly name: string; readonly action: string }): string {
  return `"${task.name || task.action}"`;
}
