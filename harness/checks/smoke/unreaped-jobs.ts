import type { BaselineJob } from '../../model/baseline.ts';
import type { Finding } from '../../model/finding.ts';
import { formatPlace } from '../../model/place.ts';

/** Jobs of the watched run that no task ever asked for: one warning for each place, however many jobs it launched. */
export function unreapedJobs(jobs: readonly BaselineJob[]): readonly Finding[] {
  const places = Map.groupBy(
    jobs.filter((job) => !job.reaped),
    (job) => formatPlace(job.key.place),
  );
  return [...places.values()].map((group) => {
    const [first] = group as [BaselineJob, ...BaselineJob[]];
    return {
      rule: 'unreaped-job',
      severity: 'warning',
      confidence: 'certain',
      message: `no task asked for the result of "${first.taskName}": had it failed, the play would not have known`,
      place: first.key.place,
      evidence: [`async: ${first.limit}, poll: ${first.poll}; launched ${group.length} times, reaped 0 times`],
      remedy: 'reap it with async_status before the play ends; --prove shows what the play makes of its failure',
    };
  });
}
