import type { AuditRule } from '../../../model/audit.ts';
import { called, pairsOf } from '../pairs.ts';

/** `mode: cleanup` removes the job file: it neither asks the job nor stops it. */
export const cleanupIsNoReap: AuditRule = {
  id: 'cleanup-is-no-reap',
  severity: 'warning',
  confidence: 'likely',
  summary: 'mode: cleanup taken for a cancel or a reap',
  check: (project) =>
    pairsOf(project)
      .filter(
        ({ launch, reap }) =>
          reap.mode === 'cleanup' &&
          launch.class !== 'keep-alive' &&
          launch.reaps.length === 0 &&
          launch.escapes.length === 0,
      )
      .map(({ launch, reap }) => ({
        rule: 'cleanup-is-no-reap',
        severity: 'warning',
        confidence: 'likely',
        message: `${called(reap)} only removes the job file of ${called(launch)}: the job isn't stopped, and its outcome is lost`,
        place: reap.place,
        evidence: ['mode: cleanup', 'no reap with mode: status collects the job'],
        remedy: 'reap it first with until: … is finished, then clean up; to stop it, kill its process',
        related: [{ place: launch.place, message: 'launched here' }],
        subject: reap.id,
      })),
};
