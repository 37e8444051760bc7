import type { AuditFinding, AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** A task that counts on what the job makes, while nothing has waited for the job. */
export const launchOutputRace: AuditRule = {
  id: 'launch-output-race',
  severity: 'error',
  confidence: 'likely',
  summary: 'the output of a job is used before the job is reaped',
  check: (project) =>
    project.asyncTasks
      .filter((task) => task.class === 'fire-and-forget')
      .flatMap((task) =>
        task.races.slice(0, 1).map(
          (race): AuditFinding => ({
            rule: 'launch-output-race',
            severity: 'error',
            confidence: race.sure ? 'certain' : 'likely',
            message: race.sure
              ? `${race.what} ${called(task)}, which has no such result: only the reap's register has`
              : `${race.what}, which ${called(task)} may still be writing`,
            place: race.place,
            evidence: [
              `launched with poll: 0 at line ${task.place.line} of ${task.place.file}`,
              'nothing reaps the job in between',
            ],
            remedy: race.sure ? 'read it from the register of the reap' : 'reap the job before this task',
            related: [{ place: task.place, message: 'launched here' }],
          }),
        ),
      ),
};
