import { readdirSync, readFileSync } from 'node:fs';
import { OWNER_VARIABLE, SESSION_VARIABLE } from './mark.ts';
import { processStat } from './process-stat.ts';

/** A process that carries a session's mark in the environment that it was started with. */
export interface MarkedProcess {
  readonly pid: number;
  readonly startTicks: number;
  readonly session: string;
  readonly owner: string | undefined;
}

/** Reads the block of /proc/PID/environ, where entries end with NUL. */
export function parseEnviron(block: string): ReadonlyMap<string, string> {
  const entries = block.split('\0').flatMap((entry): [string, string][] => {
    const at = entry.indexOf('=');
    return at > 0 ? [[entry.slice(0, at), entry.slice(at + 1)]] : [];
  });
  return new Map(entries);
}

function look(pid: number): MarkedProcess | undefined {
  const before = processStat(pid);
  if (!before) return undefined;
  try {
    const environ = parseEnviron(readFileSync(`/proc/${pid}/environ`, 'latin1'));
    const session = environ.get(SESSION_VARIABLE);
    // The same pid with another start is another process: the environment that we read may be of either.
    if (!session || processStat(pid)?.startTicks !== before.startTicks) return undefined;
    return { pid, startTicks: before.startTicks, session, owner: environ.get(OWNER_VARIABLE) };
  } catch {
    return undefined; // ended meanwhile, or another user's
  }
}

/** All marked processes that this user may see, this one excepted. None where there is no /proc. */
export function markedProcesses(): MarkedProcess[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .flatMap((pid) => look(pid) ?? []);
}

/** SIGKILL, if it is still the same process with the same mark. Returns whether the signal was sent. */
export function killMarked(marked: MarkedProcess): boolean {
  const seen = look(marked.pid);
  if (seen?.startTicks !== marked.startTicks || seen.session !== marked.session) return false;
  try {
    return process.kill(marked.pid, 'SIGKILL');
  } catch {
    return false;
  }
}
