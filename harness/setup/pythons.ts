import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { exec } from '../process/exec.ts';
import type { Environment } from './machine.ts';

/** A Python 3 of this machine that an ansible-core could be installed with. */
export interface Python {
  readonly path: string;
  readonly version: string;
  /** Whether it can make virtual environments: Debian ships that part as a package of its own. */
  readonly venv: boolean;
}

const ASK = `import sys
try:
    import venv, ensurepip
    able = 1
except ImportError:
    able = 0
print('.'.join(map(str, sys.version_info[:3])), able)`;
const ASK_LIMIT_MS = 60_000;

/** All of them: `python3` of PATH first, then others of PATH, of pyenv, of uv, and of a CI's tool cache, the newest first. */
export async function pythonsHere(env: Environment, signal?: AbortSignal): Promise<readonly Python[]> {
  const asked = await Promise.all(places(env).map((path) => ask(path, env, signal)));
  const found = asked.filter((one) => one !== undefined);
  const [first, ...rest] = found;
  if (!first) return [];
  const sorted = rest.toSorted((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
  return [first, ...sorted];
}

function places(env: Environment): readonly string[] {
  const home = env.HOME || homedir();
  const onPath = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return [
    ...new Set([
      ...onPath.map((folder) => join(folder, 'python3')),
      ...onPath.flatMap((folder) =>
        globSync(join(folder, 'python3.[0-9]*')).filter((path) => /python3\.\d+$/.test(path)),
      ),
      ...globSync(join(env.PYENV_ROOT || join(home, '.pyenv'), 'versions/*/bin/python3')),
      ...globSync(join(home, '.local/share/uv/python/*/bin/python3')),
      ...(env.RUNNER_TOOL_CACHE ? globSync(join(env.RUNNER_TOOL_CACHE, 'Python/*/*/bin/python3')) : []),
    ]),
  ];
}

/** A name on PATH may be a shim that leads nowhere: what can't say its version is none. */
async function ask(path: string, env: Environment, signal?: AbortSignal): Promise<Python | undefined> {
  const told = await exec(path, ['-c', ASK], {
    env: { ...env, PYTHONHOME: undefined, PYTHONPATH: undefined },
    timeoutMs: ASK_LIMIT_MS,
    signal,
  });
  const [, version, able] = /^(\d+\.\d+\.\d+) ([01])$/m.exec(told.stdout) ?? [];
  return told.failed || version === undefined ? undefined : { path, version, venv: able === '1' };
}
