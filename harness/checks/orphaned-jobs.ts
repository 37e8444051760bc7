import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import { orphansOf } from './orphans.ts';

/** Jobs of the healthy run that went on after the play: whoever reads "ok" takes them for done. */
export function orphanedJobs(baseline: Facts): readonly Finding[] {
  return orphansOf(baseline).map(({ job, pids, livedMs, ended }) => ({
    rule: 'orphaned-job',
    severity: 'warning',
    confidence: 'certain',
    message: `"${job.taskName}" was still running on ${job.on} when the play had ended`,
    place: job.key.place,
    evidence: [
      `job ${job.jid}, pid ${pids.join(', ')}: ${ended ? 'ended' : 'still there'} ${(livedMs / 1000).toFixed(1)} s after the play`,
    ],
    remedy:
      job.reaps.length > 0
        ? 'let its reap wait until it has ended: until, and retries × delay above async'
        : 'reap it with async_status before the play ends, or say in a comment that it is meant to go on',
  }));
}
