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

/** Ends what is left of a group, and returns when no process is in it. Throws DeadlinePassed if one survives SIGKILL. */
export async function endGroup(group: number): Promise<void> {
  await waitFor(
    () => (signalGroup(group, 'SIGKILL') ? { done: false, last: 'processes left' } : { done: true, value: undefined }),
    { what: `process group ${group} to end`, withinMs: 5_000, everyMs: 20 },
  );
}

/**
 * Processes that were started with this setting in their environment, and forks of them. From ansible-core 2.19 workers
 * leave the process group, but a fork keeps its /proc/PID/environ. Empty where there is no /proc.
 */
export async function processesStartedWith(setting: string): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const has = await Promise.all(
    pids.map(async (pid) => {
      const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return pid !== process.pid && environ.split('\0').includes(setting);
    }),
  );
  return pids.filter((_, index) => has[index]);
}
