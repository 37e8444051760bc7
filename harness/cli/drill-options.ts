import { availableParallelism, freemem } from 'node:os';
import { RUN_IN_HOSTS, type WantedJob } from '../engine/drill.ts';
import { ReapcheckError } from '../model/error.ts';
import type { StandIn } from '../model/fault.ts';
import { isPartOf, isPlace } from '../model/pointed-at.ts';
import { parseDuration } from '../time/duration.ts';

/** How much may go on at a time. */
export interface Means {
  /** Over all runs of ansible-playbook, each of which counts as RUN_IN_HOSTS more. */
  readonly hosts: number;
  /** Hosts that may share one run. */
  readonly batchSize: number;
}

/** A fork of ansible-playbook with its ssh, and the host. */
const HOST_BYTES = 200_000_000;
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

export function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** The same, where a list without a name in it would mean nothing. */
export function namesIn(option: string, text: string): readonly string[] {
  const names = list(text);
  if (names.length > 0) return names;
  throw new ReapcheckError({
    code: 'no-name',
    kind: 'usage',
    what: `${option} "${text}" names nothing`,
    expected: 'one name or more, separated by commas',
    remedy: `name some, or leave ${option} out`,
  });
}

/** More than that is a slip of the finger: a network of the engine has no room for them, and no machine that we know does. */
export const MOST_HOSTS = 500;

export function positive(name: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (number > most) {
    throw new ReapcheckError({
      code: 'bad-number',
      kind: 'usage',
      what: `${name}: ${text} is too many`,
      expected: `a whole number from 1 to ${most}`,
      remedy: `write, for example, ${name} 2`,
    });
  }
  if (Number.isInteger(number) && number > 0) return number;
  throw new ReapcheckError({
    code: 'bad-number',
    kind: 'usage',
    what: `${name}: "${text}" is not a count`,
    expected: 'a whole number from 1',
    remedy: `write, for example, ${name} 2`,
  });
}

export function numberIn(name: string, text: string, least: number, most: number): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= least && number <= most) return number;
  throw new ReapcheckError({
    code: 'bad-number',
    kind: 'usage',
    what: `${name}: "${text}" is out of range`,
    expected: `a number from ${least} to ${most}`,
    remedy: `write, for example, ${name} ${least}`,
  });
}

/** `90s`, or `Start the backup=40m`. The duration is one of the play's time: it shrinks with the speed, as the waits do. */
export function standIn(text: string, speed: number): StandIn {
  const at = text.lastIndexOf('=');
  const seconds = parseDuration(text.slice(at + 1), '--stand-in') / 1000 / speed;
  return { task: at < 0 ? undefined : text.slice(0, at), seconds };
}

/** A job is wanted if one of the texts is part of its name, or is the place of its task. */
export function wantedJobs(texts: readonly string[]): (job: WantedJob) => boolean {
  return ({ taskName, key: { place } }) => texts.some((text) => isPlace(text, place) || isPartOf(text, taskName));
}
