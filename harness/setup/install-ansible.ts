import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import { exec } from '../process/exec.ts';
import { aptInstall } from './apt-install.ts';
import type { FixContext } from './check.ts';
import { seriesForPython } from './core-version.ts';
import { ansibleCacheDir } from './find-ansible.ts';

const LIMIT_MS = 10 * 60_000;
const SHOWN_LINES = 8;

/**
 * Installs ansible-core in a virtual environment in our cache, where it disturbs no other Python; without PyPI, and if no
 * version was asked for, from the distribution (root on Debian). Throws `ansible-install-failed`.
 */
export async function installAnsible(context: FixContext): Promise<void> {
  const { machine, wanted } = context;
  const version = wanted.ansible ?? seriesForPython(await pythonVersion(context));
  const trouble = version === undefined ? 'this Python is too old for it' : await installInCache(version, context);
  if (trouble === undefined) return;
  if (wanted.ansible === undefined && machine.root && machine.debian) {
    context.progress(`no ansible-core from PyPI (${trouble.split('\n')[0]}): taking the distribution's`);
    await aptInstall(['ansible-core'], context);
    return;
  }
  throw new ReapcheckError({
    code: 'ansible-install-failed',
    kind: 'environment',
    what: `ansible-core ${version ?? ''} could not be installed`,
    seen: trouble,
    remedy: 'see what it says; any ansible-playbook on PATH that runs ansible-core 2.14 or newer will do',
  });
}

/** Undefined if it is there now, else why not; then the folder is gone again. */
async function installInCache(version: string, context: FixContext): Promise<string | undefined> {
  const folder = ansibleCacheDir(context.machine.env, version);
  const requirement = `ansible-core==${/^\d+\.\d+$/.test(version) ? `${version}.*` : version}`;
  const commands = [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin/pip'), 'install', '--disable-pip-version-check', '--progress-bar', 'off', requirement],
  ] as const;
  // What is there doesn't work, or it would have been found.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  let complete = false;
  try {
    for (const [file, ...args] of commands) {
      context.change([file, ...args].join(' '));
      const run = await exec(file, args, {
        env: { ...context.machine.env, PYTHONHOME: undefined, PYTHONPATH: undefined },
        timeoutMs: LIMIT_MS,
        signal: context.signal,
        onLine: (line) => {
          if (/^(Collecting|Installing|Successfully)/.test(line)) context.progress(line);
        },
      });
      if (run.failed)
        return `${run.why}\n${run.output
          .trim()
          .split('\n')
          .slice(-SHOWN_LINES)
          .map((line) => `    ${line}`)
          .join('\n')}`;
    }
    complete = true;
    return undefined;
  } finally {
    if (!complete) rmSync(folder, { recursive: true, force: true });
  }
}

async function pythonVersion({ machine, signal }: FixContext): Promise<string> {
  const told = await exec('python3', ['--version'], { env: machine.env, signal });
  return /^Python (\S+)/.exec(told.output)?.[1] ?? '';
}
