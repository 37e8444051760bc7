import type { TaskNode } from '../parse/task.ts';
import { commandOf } from './intent.ts';

const BY_HAND =
  /(?:^|[\s;&(/])(?:reboot|shutdown\s+(?:-\w+\s+)*-\w*r|systemctl\s+(?:--\S+\s+)*reboot|init\s+6|Restart-Computer)(?:\s|$|["'&;)])/;

/** Whether a command restarts the host that it runs on. */
export function restartsByHand(action: string, command: string): boolean {
  return /^(shell|command|raw|win_shell|win_command)$/.test(action) && BY_HAND.test(command);
}

/** Whether a task restarts its host, by the module or by hand. */
export function restartsHost(task: TaskNode): boolean {
  const short = task.action?.short ?? '';
  return /^(win_)?reboot$/.test(short) || restartsByHand(short, commandOf(task));
}
