import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills ssh's connections that stay open for the next task (ControlPersist), if their sockets are in this folder: they left their
 * process group and have no mark, but ssh names itself `ssh: SOCKET [mux]`. Returns how many there were.
 */
export function killConnections(folder: string): number {
  return pids().filter((pid) => {
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return title.startsWith(`ssh: ${folder}/`) && process.kill(pid, 'SIGKILL');
    } catch {
      return false; // ended meanwhile, or another user's
    }
  }).length;
}

/** None where there is no /proc. */
function pids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
