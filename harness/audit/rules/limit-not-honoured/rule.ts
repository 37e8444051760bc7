import type { AsyncTask, AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** A command that sleeps past its limit before it acts: the newer watcher kills it first. */
export const limitNotHonoured: AuditRule = {
  id: 'limit-not-honoured',
  severity: 'error',
  confidence: 'certain',
  summary: 'the limit ends the command before it does what it is for',
  check: (project) =>
    project.asyncTasks.flatMap((task) => {
      const sleeps = sleepsBefore(task);
      if (sleeps === undefined || !task.limit.known || sleeps < task.limit.value) return [];
      return [
        {
          rule: 'limit-not-honoured',
          severity: 'error' as const,
          confidence: task.limit.soft ? ('likely' as const) : ('certain' as const),
          message: `${called(task)} sleeps ${sleeps} s before it acts, with a limit of ${task.limit.value} s: newer ansible-core kills it first, and says nothing`,
          place: task.keywords.async ?? task.place,
          evidence: [
            `command: ${task.command.trim().split('\n')[0]}`,
            `async: ${task.limit.text}`,
            'older ansible-core kills no job before 10 s, which is why it used to work',
          ],
          remedy: `async: ${Math.max(60, sleeps * 2)}${task.class === 'connection-cutting' ? ', or the module ansible.builtin.reboot' : ''}`,
          subject: task.id,
        },
      ];
    }),
};

/** Seconds that the command sleeps before its next part, where it is written so. */
function sleepsBefore(task: AsyncTask): number | undefined {
  const match = /(?:^|[\s(;&"'])sleep\s+(\d+)(s|m)?\s*(?:&&|;|\n)\s*\S/.exec(task.command);
  return match?.[1] ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : undefined;
}
