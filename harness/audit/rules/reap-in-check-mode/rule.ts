import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** A launch that steps aside in check mode has no job id there. */
export const reapInCheckMode: AuditRule = {
  id: 'reap-in-check-mode',
  severity: 'warning',
  confidence: 'likely',
  summary: 'the launch knows check mode, its reap doesn’t',
  check: (project) =>
    project.asyncTasks.flatMap((launch) => {
      const red = launch.drill?.checkRed;
      if (!red?.by) return [];
      return [
        {
          rule: 'reap-in-check-mode',
          severity: 'warning' as const,
          confidence: 'likely' as const,
          message: `${called(launch)} runs in the foreground under --check, and "${red.by.name}" then fails: there is no job id`,
          place: red.by.place,
          evidence: [`async: ${launch.limit.text}`, red.why],
          remedy: 'when: not ansible_check_mode',
          related: [{ place: launch.place, message: 'launched here' }],
          subject: red.by.task,
          // No drill runs in check mode.
          witness: red.witness,
        },
      ];
    }),
};
