import type { AuditRule } from '../../../model/audit.ts';
import { called, pairsOf } from '../pairs.ts';

/** A launch that steps aside in check mode has no job id there. */
export const reapInCheckMode: AuditRule = {
  id: 'reap-in-check-mode',
  severity: 'warning',
  confidence: 'likely',
  summary: 'the launch knows check mode, its reap doesn’t',
  check: (project) =>
    pairsOf(project).flatMap(({ launch, reap, job }) => {
      if (
        !launch.checkAware ||
        job.guarded ||
        reap.mode !== 'status' ||
        reap.when.some((condition) => /ansible_check_mode|ansible_job_id/.test(condition))
      )
        return [];
      return [
        {
          rule: 'reap-in-check-mode',
          severity: 'warning' as const,
          confidence: 'likely' as const,
          message: `${called(launch)} runs in the foreground under --check, and ${called(reap)} then fails: there is no job id`,
          place: reap.place,
          evidence: [`async: ${launch.limit.text}`, 'the reap has no condition on ansible_check_mode'],
          remedy: 'when: not ansible_check_mode',
          related: [{ place: launch.place, message: 'launched here' }],
          subject: reap.id,
        },
      ];
    }),
};
