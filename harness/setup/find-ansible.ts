import { globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { exec } from '../process/exec.ts';
import { isSupported, matchesVersion, parseVersionOutput } from './core-version.ts';
import { cacheDir, type Environment, which } from './machine.ts';

export interface FoundAnsible {
  /** ansible-playbook, as a path. */
  readonly executable: string;
  /** The interpreter that it runs with, as a path; undefined if it doesn't say (ansible-core before 2.14). */
  readonly python: string | undefined;
  readonly coreVersion: string;
  readonly source: 'path' | 'cache';
}

export interface AnsibleSearch {
  /** The first that works, is supported, and is of the wanted version. */
  readonly found: FoundAnsible | undefined;
  /** The others that were looked at, and why they won't do. */
  readonly passedOver: readonly string[];
}

const ASK_LIMIT_MS = 30_000;

/** The ansible-playbook to use: the first on PATH, else the newest that `doctor --fix` has put into the cache. */
export async function findAnsible(env: Environment, wanted?: string): Promise<FoundAnsible | undefined> {
  return (await searchAnsible(env, wanted)).found;
}

export async function searchAnsible(env: Environment, wanted?: string): Promise<AnsibleSearch> {
  const passedOver: string[] = [];
  for (const { executable, source } of candidates(env)) {
    const told = await exec(executable, ['--version'], { env, timeoutMs: ASK_LIMIT_MS });
    const version = told.failed ? undefined : parseVersionOutput(told.stdout);
    if (!version) passedOver.push(`${executable} does not work: ${told.output.trim().split('\n').at(-1) || told.why}`);
    else if (!isSupported(version.coreVersion)) passedOver.push(`${executable} is ${version.coreVersion}: too old`);
    else if (!matchesVersion(version.coreVersion, wanted)) passedOver.push(`${executable} is ${version.coreVersion}`);
    else return { found: { executable, source, ...version }, passedOver };
  }
  return { found: undefined, passedOver };
}

/** Where `doctor --fix` puts the ansible-core of a version or series. */
export function ansibleCacheDir(env: Environment, version: string): string {
  return join(cacheDir(env), `ansible-core-${version}`);
}

function candidates(env: Environment): { executable: string; source: 'path' | 'cache' }[] {
  const onPath = (env.PATH ?? '').split(delimiter).flatMap((folder) => {
    const executable = which('ansible-playbook', { PATH: folder });
    return executable ? [executable] : [];
  });
  const cached = globSync(join(ansibleCacheDir(env, '*'), 'bin/ansible-playbook'));
  const newestFirst = cached.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return [
    ...[...new Set(onPath)].map((executable) => ({ executable, source: 'path' as const })),
    ...newestFirst.map((executable) => ({ executable, source: 'cache' as const })),
  ];
}
