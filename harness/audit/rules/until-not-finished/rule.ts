import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

const SAYS = {
  success: (reap: string) =>
    `the until of ${reap} is met while the job still runs: async_status succeeds on an unfinished job`,
  'other-register': (reap: string) =>
    `the until of ${reap} looks at another task's result, which doesn't change from one try to the next`,
  'nothing-set': (reap: string) => `the until of ${reap} names what nothing sets: it fails with the first look`,
};

/** `until` that is true at once, or looks at a register that never changes, or that nothing sets. */
export const untilNotFinished: AuditRule = {
  id: 'until-not-finished',
  severity: 'error',
  confidence: 'certain',
  summary: "until doesn't wait for finished",
  check: (project) =>
    project.reaps.flatMap((reap) => {
      const { untilReads: reads } = reap;
      if (reap.mode !== 'status' || (reads !== 'success' && reads !== 'other-register' && reads !== 'nothing-set'))
        return [];
      return [
        {
          rule: 'until-not-finished',
          severity: 'error' as const,
          confidence: 'certain' as const,
          message: SAYS[reads](called(reap)),
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
