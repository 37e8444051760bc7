import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** The host still answers when the wait begins, so that the next task runs on the old boot. */
export const waitWithoutDelay: AuditRule = {
  id: 'wait-without-delay',
  severity: 'warning',
  confidence: 'likely',
  summary: 'a wait for the connection that can end before the host went down',
  check: (project) =>
    project.asyncTasks
      .filter((task) => task.class === 'connection-cutting')
      .flatMap((task) =>
        task.hastyWaits.slice(0, 1).map((wait) => ({
          rule: 'wait-without-delay',
          severity: 'warning',
          confidence: 'likely',
          message: `"${wait.what}" can end before ${called(task)} takes the host down: the next task then runs on the old boot`,
          place: wait.place,
          evidence: [
            'no delay, and no pause before it',
            `after ${called(task)} at line ${task.place.line} of ${task.place.file}`,
          ],
          remedy:
            'add a delay longer than the host takes to go down (such as delay: 30), or use ansible.builtin.reboot',
          related: [{ place: task.place, message: 'the connection is cut here' }],
        })),
      ),
};
