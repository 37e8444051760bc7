import { readFileSync, readlinkSync } from 'node:fs';
import { type ProcessStat, processStat } from './process-stat.ts';

/** The process that a session belongs to, so that another one can tell later whether it still lives. */
export interface Owner {
  readonly pid: number;
  readonly startTicks: number;
  /** `pid:[4026531836]`: the same pid in another container is another process. */
  readonly pidNamespace: string;
  /** The machine's boot id: a pid and its start time mean nothing after a reboot. */
  readonly machineBoot: string;
}

/** `unknown`: it can't be seen from here, so nobody may call it dead. */
export type Life = 'alive' | 'dead' | 'unknown';

function read(look: () => string): string {
  try {
    return look().trim();
  } catch {
    return '';
  }
}

/** This process. Without /proc, the fields that it can't know are empty or 0, and its life will be `unknown`. */
export function currentOwner(): Owner {
  return {
    pid: process.pid,
    startTicks: processStat('self')?.startTicks ?? 0,
    pidNamespace: read(() => readlinkSync('/proc/self/ns/pid')),
    machineBoot: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
  };
}

/** One word, fit for a label or an environment variable. */
export function formatOwner(owner: Owner): string {
  return [owner.pid, owner.startTicks, owner.pidNamespace.replace(/\D/g, ''), owner.machineBoot].join('/');
}

export function parseOwner(text: string | undefined): Owner | undefined {
  const match = /^(\d+)\/(\d+)\/(\d*)\/(\S*)$/.exec(text ?? '');
  if (!match) return undefined;
  const [, pid, startTicks, namespace, machineBoot] = match;
  return {
    pid: Number(pid),
    startTicks: Number(startTicks),
    pidNamespace: namespace ? `pid:[${namespace}]` : '',
    machineBoot: machineBoot ?? '',
  };
}

/** Whether the owner lives, as seen by `here`. */
export function lifeOf(
  owner: Owner,
  here: Owner = currentOwner(),
  statOf: (pid: number) => ProcessStat | undefined = processStat,
): Life {
  if (!owner.machineBoot || !here.machineBoot) return 'unknown';
  if (owner.machineBoot !== here.machineBoot) return 'dead';
  if (!owner.pidNamespace || owner.pidNamespace !== here.pidNamespace) return 'unknown';
  const stat = statOf(owner.pid);
  if (!stat || stat.startTicks !== owner.startTicks) return 'dead';
  // Killed, but its parent has not waited for it yet: it holds nothing any more.
  return stat.state === 'Z' || stat.state === 'X' ? 'dead' : 'alive';
}
