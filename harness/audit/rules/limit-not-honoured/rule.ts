import type { AsyncTask, AuditFinding, AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';
import { foregroundServer } from './foreground-server.ts';

/** A command that sleeps past its limit before it acts: the newer watcher kills it first. */
export const limitNotHonoured: AuditRule = {
  id: 'limit-not-honoured',
  severity: 'error',
  confidence: 'certain',
  summary: 'the limit ends the command before it does what it is for',
  check: (project) =>
    project.asyncTasks.flatMap((task) => {
      const sleeps = sleepsBefore(task);
      if (task.class === 'inert' || !task.limit.known) return [];
      if (sleeps === undefined || sleeps < task.limit.value)
        return [...underFloor(task, task.limit.value), ...foregroundServer(task)];
      return [
        {
          rule: 'limit-not-honoured',
          severity: 'error' as const,
          confidence: task.limit.soft ? ('likely' as const) : ('certain' as const),
          message:
            `${called(task)} sleeps ${sleeps} s before it acts, with a limit of ${task.limit.value} s: ` +
            `${task.limit.value < FLOOR_SECONDS ? 'newer ansible-core kills it first' : 'it is killed first'}${isWatched(task) ? '' : ', and nothing says so'}`,
          place: task.keywords.async ?? task.place,
          evidence: [
            `command: ${task.command.trim().split('\n')[0]}`,
            `async: ${task.limit.text}`,
            ...(task.limit.value < FLOOR_SECONDS
              ? [`older ansible-core kills no job before ${FLOOR_SECONDS} s, which is why it used to work`]
              : []),
          ],
          remedy: `async: ${Math.max(60, sleeps * 2)}${task.class === 'connection-cutting' ? ', or the module ansible.builtin.reboot' : ''}`,
          subject: task.id,
        },
      ];
    }),
};

/** Older watchers kill no job before that, whatever its limit. */
const FLOOR_SECONDS = 10;

/** Whether the play waits for it. */
function isWatched(task: AsyncTask): boolean {
  return task.class === 'keep-alive' || (task.class === 'fire-and-forget' && task.reaps.length > 0);
}

/** Who gives up at such a limit leaves the job running: it may still finish, after the play has called it timed out. */
function underFloor(task: AsyncTask, limit: number): AuditFinding[] {
  if (!isWatched(task) || task.intent || limit >= FLOOR_SECONDS || task.action.startsWith('win_')) return [];
  return [
    {
      rule: 'limit-not-honoured',
      severity: 'note',
      confidence: task.limit.known && task.limit.soft ? 'likely' : 'certain',
      message: `${called(task)} has a limit of ${limit} s, which older ansible-core doesn't keep: it kills no job before ${FLOOR_SECONDS} s`,
      place: task.keywords.async ?? task.place,
      evidence: [`async: ${task.limit.text}`, 'up to 2.19.11 the watcher kills at 5 s + the limit rounded up to 5 s'],
      remedy: `async: ${FLOOR_SECONDS} or more, or \`timeout: ${limit}\` for a task that need not be async`,
      subject: task.id,
    },
  ];
}

/** Seconds that the command sleeps before its next part, where it is written so. What it puts in the background goes on by itself. */
function sleepsBefore(task: AsyncTask): number | undefined {
  // `command` hands its operators to the program, unless that is a shell.
  if (task.action === 'command' && !/\b\w*sh\s+-\w*c\b/.test(task.command)) return undefined;
  if (/\b(nohup|setsid|systemd-run|at|disown)\b|[^&>|]&\s*(?:\)|$)/m.test(task.command)) return undefined;
  const match =
    /(?:^|[\s(;&"'/])sleep\s+(\d+)(s|m)?\s*(?:&&|;|\n)\s*\S/.exec(task.command) ??
    /\bStart-Sleep\s+(?:-s\w*\s+)?(\d+)()\s*[;\n]\s*\S/i.exec(task.command);
  return match?.[1] ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : undefined;
}
