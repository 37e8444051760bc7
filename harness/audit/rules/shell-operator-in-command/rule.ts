import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** `command` has no shell: what was to be a second command, a pipe or the background becomes an argument. */
export const shellOperatorInCommand: AuditRule = {
  id: 'shell-operator-in-command',
  severity: 'error',
  confidence: 'likely',
  summary: 'a shell operator in an async command, which has no shell',
  check: (project) =>
    project.asyncTasks.flatMap((task) => {
      const { shellOperator: operator } = task;
      if (operator === undefined || task.class === 'inert') return [];
      const unseen = task.class !== 'keep-alive' && task.reaps.length === 0;
      return [
        {
          rule: 'shell-operator-in-command',
          severity: 'error' as const,
          confidence: 'likely' as const,
          message: `${called(task)} hands "${operator}" to the program as an argument: command has no shell${unseen ? ', and nobody sees it fail' : ''}`,
          place: task.actionPlace,
          evidence: [`command: ${task.command.trim().split('\n')[0]}`],
          remedy: 'use ansible.builtin.shell, or write the parts as tasks of their own',
          subject: task.id,
        },
      ];
    }),
};
