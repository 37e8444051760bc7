import { readFileSync } from 'node:fs';

export interface ProcessStat {
  /** Field 3 of /proc/PID/stat: `Z` and `X` are processes that have ended but were not waited for. */
  readonly state: string;
  /** Field 22, in clock ticks since the machine's boot: with the pid, it names a process once and for all. */
  readonly startTicks: number;
}

/** Reads proc(5). The command's name, field 2, may itself hold spaces and parentheses, so fields count from the last `)`. */
export function parseStat(text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], Number(fields[19])];
  return state && Number.isFinite(startTicks) ? { state, startTicks } : undefined;
}

/** Undefined if there is no such process, or no /proc. */
export function processStat(pid: number | 'self'): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}
