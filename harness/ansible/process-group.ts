import { readdir, readFile } from 'node:fs/promises';
import { waitFor } from '../time/deadline.ts';

/** Sends a signal to a process group. False if there is no process in it. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    // Exists, but is not ours (any more): nothing that we may signal.
    if (code === 'EPERM') return false;
    throw error;
  }
}

/** Ends what is left of a group, and returns when no process runs in it. Throws DeadlinePassed if one survives SIGKILL. */
export async function endGroup(group: number): Promise<void> {
  await waitFor(
    async () => {
      const done = !signalGroup(group, 'SIGKILL') || (await isDead(group));
      return done ? { done, value: undefined } : { done, last: 'processes left' };
    },
    { what: `process group ${group} to end`, withinMs: 5_000, everyMs: 20 },
  );
}

/** Whether only zombies are left: they stay for ever where PID 1 is a program that doesn't reap, as in many containers. */
async function isDead(group: number): Promise<boolean> {
  const stats = await Promise.all((await pids()).map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  // After the command in its last bracket: state, parent, group.
  const members = stats
    .map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '))
    .filter((it) => Number(it[2]) === group);
  return members.length > 0 && members.every(([state]) => state === 'Z' || state === 'X');
}

/**
 * Processes that were started with this setting in their environment, and forks of them. From ansible-core 2.19 workers
 * leave the process group, but a fork keeps its /proc/PID/environ. Empty where there is no /proc.
 */
export async function processesStartedWith(setting: string): Promise<readonly number[]> {
  const all = await pids();
  const has = await Promise.all(
    all.map(async (pid) => {
      const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return pid !== process.pid && environ.split('\0').includes(setting);
    }),
  );
  return all.filter((_, index) => has[index]);
}

async function pids(): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}
