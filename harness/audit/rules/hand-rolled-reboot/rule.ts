import type { AuditRule } from '../../../model/audit.ts';
import { restartsByHand } from '../../../source/classify/restart.ts';
import { called } from '../pairs.ts';

/** What `ansible.builtin.reboot` does, without its proof that the host came back from a new boot. */
export const handRolledReboot: AuditRule = {
  id: 'hand-rolled-reboot',
  severity: 'note',
  confidence: 'likely',
  summary: 'a reboot by command where the reboot module would do',
  check: (project) =>
    project.asyncTasks
      .filter(
        (task) =>
          task.class === 'connection-cutting' && restartsByHand(task.action, task.command) && task.delegate === '',
      )
      .map((task) => ({
        rule: 'hand-rolled-reboot',
        severity: 'note',
        confidence: 'likely',
        message: `${called(task)} reboots by hand: nothing proves that the host went down and came back from a new boot`,
        place: task.place,
        evidence: [`command: ${task.command.trim().split('\n')[0]}`],
        remedy: task.action.startsWith('win_')
          ? 'in its place:\n- ansible.windows.win_reboot:'
          : 'in its place:\n- ansible.builtin.reboot:\n    reboot_timeout: 600',
        subject: task.id,
      })),
};
