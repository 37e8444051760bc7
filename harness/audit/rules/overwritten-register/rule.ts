import type { AuditRule } from '../../../model/audit.ts';
import { surfaces } from '../loss.ts';
import { called } from '../pairs.ts';

/** The register that holds the job id is taken by another task before a reap reads it: a skipped task takes it too. */
export const overwrittenRegister: AuditRule = {
  id: 'overwritten-register',
  severity: 'error',
  confidence: 'certain',
  summary: 'the job id is overwritten before anything reaps the job',
  check: (project) =>
    project.asyncTasks
      .filter(
        (task) =>
          task.class === 'fire-and-forget' &&
          !task.intent &&
          task.reaps.length === 0 &&
          task.escapes.length === 0 &&
          !surfaces(task),
      )
      .flatMap((task) => {
        const by = task.overwritten[0];
        if (!by) return [];
        return [
          {
            rule: 'overwritten-register',
            severity: 'error',
            confidence: 'certain',
            message: `the job of ${called(task)} is lost: "${by.what}" overwrites its register "${task.register ?? ''}" before a reap`,
            place: task.place,
            evidence: [
              `registered at line ${task.keywords.register?.line ?? task.place.line}, overwritten at line ${by.place.line}`,
              ...(by.how === 'skipped' ? ['a task that is skipped overwrites its register as well'] : []),
            ],
            remedy: 'give each launch a register of its own, and reap each',
            related: [{ place: by.place, message: 'overwritten here' }],
            subject: task.id,
          },
        ];
      }),
};
