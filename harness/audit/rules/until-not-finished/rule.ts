import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** `until` that is true at once, or looks at a register that never changes. */
export const untilNotFinished: AuditRule = {
  id: 'until-not-finished',
  severity: 'error',
  confidence: 'certain',
  summary: "until doesn't wait for finished",
  check: (project) =>
    project.reaps.flatMap((reap) => {
      if (reap.mode !== 'status' || (reap.untilReads !== 'success' && reap.untilReads !== 'other-register')) return [];
      const success = reap.untilReads === 'success';
      return [
        {
          rule: 'until-not-finished',
          severity: 'error' as const,
          confidence: 'certain' as const,
          message: success
            ? `the until of ${called(reap)} is met while the job still runs: async_status succeeds on an unfinished job`
            : `the until of ${called(reap)} looks at another task's result, which doesn't change from one try to the next`,
          place: reap.keywords.until ?? reap.place,
          evidence: [
            `until: ${reap.until}`,
            `the reap's own register is ${reap.register ? `"${reap.register}"` : 'missing'}`,
          ],
          remedy: `until: ${reap.register ?? 'reaped'} is finished`,
          subject: reap.id,
        },
      ];
    }),
};
