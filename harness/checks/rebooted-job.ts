import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { formatPlace, type Place, samePlace } from '../model/place.ts';
import type { SourceJob } from '../model/source.ts';

/** What rebooted a host while a job of the play ran on it. */
export interface Rebooted {
  readonly taskName: string;
  readonly place: Place | undefined;
}

/** Jobs of the healthy run that the play itself killed: it rebooted the host that they ran on. */
export function rebootedJobs(baseline: Facts, source: readonly SourceJob[]): readonly Finding[] {
  return baseline.jobs.flatMap((job) => {
    const by = rebootDuring(baseline, job, source);
    return by ? [finding(job, by)] : [];
  });
}

/** The play's own reboot that killed this job; undefined where it came to its end, or where it was the reboot itself. */
export function rebootDuring(facts: Facts, job: Job, source: readonly SourceJob[] = []): Rebooted | undefined {
  if (job.end === 'succeeded' || job.end === 'failed' || job.end === 'timed-out' || cuts(job, source)) return undefined;
  const boots = facts.sightings('boot').filter(({ host }) => host === job.on);
  const before = boots.findLast(({ at }) => at <= job.launchedAt) ?? boots[0];
  const after = before && boots.find(({ at, bootId }) => at > job.launchedAt && bootId !== before.bootId);
  if (!after) return undefined;
  const task = facts
    .events('result')
    .filter((result) => result.host === job.on && result.at >= job.launchedAt)
    .map((result) => facts.tasks.get(result.task))
    .find((one) => one && /(^|\.)reboot$/.test(one.action));
  if (task) return { taskName: task.name, place: task.place };
  const other = facts.jobs.find((one) => one.on === job.on && cuts(one, source));
  return other && { taskName: other.taskName, place: other.key.place };
}

function cuts({ key }: Job, source: readonly SourceJob[]): boolean {
  return source.some((one) => one.class === 'connection-cutting' && samePlace(one.place, key.place));
}

function finding(job: Job, by: Rebooted): Finding {
  const at = by.place ? ` (${formatPlace(by.place)})` : '';
  return {
    rule: 'killed-by-reboot',
    severity: 'error',
    confidence: 'certain',
    message: `"${job.taskName}" was killed by the play's own reboot of ${job.on}: "${by.taskName}"${at} came before its end`,
    place: job.key.place,
    evidence: [`job ${job.jid}: no result was ever written; the boot id of ${job.on} changed after its launch`],
    remedy:
      job.reaps.length > 0
        ? `reap it before the reboot: move "${job.reaps[0]?.taskName}" before "${by.taskName}"`
        : `reap it with async_status before "${by.taskName}", or launch it after the reboot`,
    ...(by.place ? { related: [{ place: by.place, message: 'the reboot' }] } : {}),
  };
}
