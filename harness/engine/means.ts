import { availableParallelism, freemem } from 'node:os';

/** How much may go on at a time. */
export interface Means {
  /** Over all runs of ansible-playbook, each of which counts as RUN_IN_HOSTS more. */
  readonly hosts: number;
  /** Hosts that may share one run. */
  readonly batchSize: number;
}

/** What ansible-playbook itself costs the machine, in hosts: many small runs must not be more than few large ones. */
export const RUN_IN_HOSTS = 3;
/** A fork of ansible-playbook with its ssh, and the host: 30 MB where the play does little. */
const HOST_BYTES = 150_000_000;
/** Most of them wait: a healthy play of the bundled ones takes 3 to 4 s of processor time. Runs begin one by one: engine/admission. */
const HOSTS_PER_CORE = 40;
/** More of them launch for so long, each in its turn, that short jobs run into their limits. */
const HOSTS_PER_RUN_AND_CORE = 4;

/** What this machine can do; most of a trial is waiting. */
export function machineMeans(hostsPerTrial: number): Means {
  const byMemory = Math.floor(freemem() / HOST_BYTES);
  const cores = availableParallelism();
  const hosts = Math.max(hostsPerTrial, Math.min(HOSTS_PER_CORE * cores, byMemory), 1);
  return { hosts, batchSize: hostsPerTrial > 1 ? 1 : Math.min(HOSTS_PER_RUN_AND_CORE * cores, hosts) };
}

/** So many trials at a time, shared or each alone. */
export function meansFor(trials: number, hostsPerTrial: number): Means {
  return { hosts: trials * (hostsPerTrial + RUN_IN_HOSTS), batchSize: trials };
}
