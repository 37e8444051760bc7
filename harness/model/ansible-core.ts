/** What reapcheck knows of ansible-core, by series. What differs at run time is asked of the installed copy, never of this table. */
export interface Series {
  readonly name: string;
  /** Minor versions of Python 3 that its controller runs on, both ends included: its `python_requires`, and the newest it was made for. */
  readonly python: readonly [from: number, to: number];
  /** The oldest minor version of Python 3 on hosts that its modules run on: what they refuse themselves below. */
  readonly hostPython: number;
  /** Whether our tests and proofs run on it. */
  readonly tested: boolean;
}

/** Oldest first. */
export const SERIES: readonly Series[] = [
  { name: '2.14', python: [9, 11], hostPython: 5, tested: true },
  { name: '2.15', python: [9, 11], hostPython: 5, tested: false },
  { name: '2.16', python: [10, 12], hostPython: 6, tested: false },
  { name: '2.17', python: [10, 12], hostPython: 7, tested: true },
  { name: '2.18', python: [11, 13], hostPython: 8, tested: false },
  { name: '2.19', python: [11, 13], hostPython: 8, tested: true },
  { name: '2.20', python: [12, 14], hostPython: 9, tested: true },
  { name: '2.21', python: [12, 14], hostPython: 9, tested: true },
  { name: '2.22', python: [13, 15], hostPython: 9, tested: true },
];

/** The oldest ansible-core that reapcheck works with. */
export const OLDEST_CORE = '2.14';

/** The newest that was released when this was written: what comes later is a candidate, taken only by who asks for it. */
const NEWEST_RELEASED = '2.21';

/** A reap's defaults (playbook/task.py): seconds between attempts, and attempts after the first. */
export const RETRIES = 3;
export const DELAY_S = 5;

/** Seconds for which a reap waits, its round trips apart: it looks once more than it waits. */
export function windowS(retries: number = RETRIES, delayS: number = DELAY_S): number {
  return retries * delayS;
}

/** Seconds that `reboot` waits for the host in each phase, where `reboot_timeout` doesn't say (plugins/action/reboot.py). */
export const REBOOT_TIMEOUT_S = 600;

/** Hosts that it works on at a time without `-f` (`forks`, config/base.yml). */
export const FORKS = 5;

/** Ansible's own words for a reap that finds no job file, and for a job that its watcher stopped (async_status, async_wrapper). */
export const NO_JOB_MESSAGE = 'could not find job';
export const OVER_LIMIT_MESSAGE = 'Timeout exceeded';

/** `2.19.4` → [2, 19, 4]; what follows the numbers (`b2`, `rc1`, `.dev0`) doesn't count. */
function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}

export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [oldestMajor = 0, oldestMinor = 0] = numbers(OLDEST_CORE);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Whether this is a version or a series, such as `2.19` or `2.18.3`, rather than a path. */
export function isVersion(text: string): boolean {
  return /^\d+\.\d+(\.\d+\w*)?$/.test(text);
}

/** Whether `version` is `wanted`, or one of the series that `wanted` names: 2.19.4 is 2.19, but 2.1 is not 2.19. */
export function matchesVersion(version: string, wanted: string | undefined): boolean {
  return wanted === undefined || numbers(wanted).every((number, index) => number === numbers(version)[index]);
}

/** Of a version or series; undefined for one that is newer than this table. */
export function seriesOf(version: string): Series | undefined {
  return SERIES.find(({ name }) => matchesVersion(version, name));
}

/** The oldest minor version of Python 3 on hosts that modules of this version run on; undefined for one that is newer than this table. */
export function oldestHostPython(version: string): number | undefined {
  return seriesOf(version)?.hostPython;
}

/** Whether a series runs on this Python, such as `3.11.2`. */
export function runsOn({ python: [from, to] }: Series, pythonVersion: string): boolean {
  const [major, minor = 0] = numbers(pythonVersion);
  return major === 3 && minor >= from && minor <= to;
}

/** Whether the series has a release, so that its candidates of patches are nobody's default. */
export function isReleased({ name }: Series): boolean {
  return (
    SERIES.findIndex((series) => series.name === name) <= SERIES.findIndex((series) => series.name === NEWEST_RELEASED)
  );
}

/** The newest released series of those that our tests know that runs on this Python; else the newest of all that does. */
export function seriesForPython(pythonVersion: string): string | undefined {
  const fitting = SERIES.filter((series) => isReleased(series) && runsOn(series, pythonVersion));
  return (fitting.findLast(({ tested }) => tested) ?? fitting.at(-1))?.name;
}

/** `Python 3.12 to 3.14`, for messages. */
export function pythonsOf({ python: [from, to] }: Series): string {
  return `Python 3.${from} to 3.${to}`;
}
