/** The oldest ansible-core that reapcheck works with. */
export const OLDEST_CORE = '2.14';

/** `2.19.4` → [2, 19, 4]; what follows the numbers (`b2`, `rc1`, `.dev0`) doesn't count. */
function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}

export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [oldestMajor = 0, oldestMinor = 0] = numbers(OLDEST_CORE);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Whether `version` is `wanted`, or one of the series that `wanted` names: 2.19.4 is 2.19, but 2.1 is not 2.19. */
export function matchesVersion(version: string, wanted: string | undefined): boolean {
  return wanted === undefined || numbers(wanted).every((number, index) => number === numbers(version)[index]);
}

/** What `ansible-playbook --version` says. Older ones than 2.11 say `ansible-playbook 2.9.6`, without `core`. */
export function parseVersionOutput(text: string): { coreVersion: string; python: string | undefined } | undefined {
  const coreVersion = /^ansible-playbook (?:\[core ([^\]\s]+)[^\]]*\]|(\d\S*))/m.exec(text);
  const version = coreVersion?.[1] ?? coreVersion?.[2];
  if (version === undefined) return undefined;
  return { coreVersion: version, python: /python version = .*\((\/[^()\n]+)\)\s*$/m.exec(text)?.[1] };
}

/** The newest series that runs on this Python (each release's `python_requires`), of those that our tests know. */
export function seriesForPython(pythonVersion: string): string | undefined {
  const [major = 0, minor = 0] = numbers(pythonVersion);
  if (major !== 3) return undefined;
  if (minor >= 11) return '2.19';
  if (minor === 10) return '2.17';
  return minor === 9 ? '2.15' : undefined;
}
