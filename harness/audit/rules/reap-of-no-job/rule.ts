import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** The job id is asked of a register that never holds one. */
export const reapOfNoJob: AuditRule = {
  id: 'reap-of-no-job',
  severity: 'error',
  confidence: 'likely',
  summary: 'jid is read from the register of a task that launches no job',
  check: (project) =>
    project.reaps
      .filter((reap) => reap.notAJob)
      .map((reap) => ({
        rule: 'reap-of-no-job',
        severity: 'error',
        confidence: 'likely',
        message: `${called(reap)} reads its job id from a task that launches no job`,
        place: reap.place,
        evidence: [`jid: ${reap.jid}`, `that register is set at ${reap.notAJob?.what ?? ''}, without async`],
        remedy: 'name the register of the launch, or give that task async and poll: 0',
        subject: reap.id,
      })),
};
