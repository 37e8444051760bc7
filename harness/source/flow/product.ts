import { commandOf } from '../classify/intent.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { expressionsOf } from './expressions-of.ts';
import { isReaped, type LaunchSeen } from './records.ts';
import { sharedPath } from './shared-thing.ts';
import type { KnownVisit } from './task-visit.ts';

/** Say whether a path is there, and fail in neither case. */
const LOOKS = /^(win_)?(stat|find)$/;
/** Fail where a path that they read is not there. */
const READS = /^(slurp|fetch|command|shell|raw|script|wait_for|win_wait_for|win_command|win_shell)$/;
/** Read from the host itself only where they are told so. */
const READS_IF_REMOTE = /^(copy|unarchive)$/;
/** Are content without it. */
const CONTENT_WITHOUT = /\b(rm|touch|mkdir|mv)\b|\|\|/;

/**
 * Notes that a task needs a file that the command of a job names, once the job has been reaped: where the job failed before it made that,
 * the play goes red there, whatever the reap said. Undefined: the task has nothing to do with it.
 */
export function lookForProduct(launch: LaunchSeen, here: KnownVisit): void {
  const { task, facts, what } = here;
  if (launch.product || !isReaped(launch) || here.reaping || isHeld(task)) return;
  const path = readsAsked(launch, task) ?? pathNeeded(launch.task, task);
  if (path === undefined) return;
  if (LOOKS.test(facts.action)) {
    if (facts.register !== undefined) launch.looks = new Map([...(launch.looks ?? []), [facts.register, path]]);
  } else launch.product = { place: facts.place, what: `"${what}" needs ${path}` };
}

/** Whatever it meets, it doesn't fail. */
function isHeld(task: TaskNode): boolean {
  return ['ignore_errors', 'failed_when', 'async'].some((keyword) => task.keywords.has(keyword));
}

/** The path that was looked for, where a task decides by what that look has shown. */
function readsAsked({ looks }: LaunchSeen, task: TaskNode): string | undefined {
  if (!looks || !/^(assert|fail)$/.test(task.action?.short ?? '')) return undefined;
  const names = expressionsOf(task).flatMap(({ reads }) => reads.map(({ name }) => name));
  return names.map((name) => looks.get(name)).find((path) => path !== undefined);
}

function pathNeeded(launch: TaskNode, task: TaskNode): string | undefined {
  const [short, args] = [task.action?.short ?? '', task.action?.args];
  const reads =
    LOOKS.test(short) ||
    (READS.test(short) && !CONTENT_WITHOUT.test(commandOf(task))) ||
    (READS_IF_REMOTE.test(short) && /^(true|yes)$/i.test(textOf(args?.get('remote_src'))));
  return reads ? sharedPath(launch, task) : undefined;
}
