import { accessSync, constants, globSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every ansible-playbook that may be one to use, best first: those on PATH, then those in our cache, the newest first. */
export function candidates(env: Environment): readonly string[] {
  const onPath = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const cached = globSync(join(ansibleCacheDir(env, '*'), 'bin/ansible-playbook'));
  return [
    ...new Set([
      ...onPath.map((folder) => join(folder, 'ansible-playbook')).filter(isProgram),
      ...cached.filter(isProgram).sort((a, b) => b.localeCompare(a, 'en', { numeric: true })),
    ]),
  ];
}

/** Where `doctor --fix` puts the ansible-core of a version or series. */
export function ansibleCacheDir(env: Environment, version: string): string {
  return join(cacheDir(env), `ansible-core-${version}`);
}

/** What can be made again at any time: `~/.cache/reapcheck` (XDG base directories). */
export function cacheDir(env: Environment): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'reapcheck');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
