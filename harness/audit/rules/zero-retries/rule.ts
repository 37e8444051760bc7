import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** With `retries: 0`, Ansible doesn't evaluate `until`. */
export const zeroRetries: AuditRule = {
  id: 'zero-retries',
  severity: 'error',
  confidence: 'certain',
  summary: 'retries: 0 switches until off',
  check: (project) =>
    project.reaps
      .filter(
        (reap) =>
          reap.mode === 'status' &&
          reap.until !== undefined &&
          reap.retries.known &&
          reap.retries.value === 0 &&
          !reap.retries.soft,
      )
      .map((reap) => ({
        rule: 'zero-retries',
        severity: 'error',
        confidence: 'certain',
        message: `${called(reap)} has retries: 0, so that its until is never evaluated and a running job counts as reaped`,
        place: reap.keywords.retries ?? reap.place,
        evidence: [`until: ${reap.until}`, `retries: ${reap.retries.text}`],
        remedy: "set retries so that retries × delay is at least the job's limit",
        subject: reap.id,
      })),
};
