import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ansibleCacheDir } from '../ansible/installed.ts';
import { OLDEST_CORE } from '../model/ansible-core.ts';
import { ReapcheckError } from '../model/error.ts';
import { exec } from '../process/exec.ts';
import { aptInstall } from './apt-install.ts';
import type { FixContext } from './check.ts';
import { fittingPython, requirementOf } from './fitting-python.ts';
import { type Python, pythonsHere } from './pythons.ts';

const LIMIT_MS = 10 * 60_000;
const SHOWN_LINES = 8;
/** pip lists every version that there is. */
const SHOWN_CHARS = 300;

/**
 * Installs ansible-core in a virtual environment in our cache, where it disturbs no other Python, with a Python of this machine that it
 * runs on; without PyPI, and if no version was asked for, from the distribution (root on Debian). Throws `ansible-install-failed`.
 */
export async function installAnsible(context: FixContext): Promise<void> {
  const { machine, wanted, signal } = context;
  const fitting = fittingPython(await pythonsHere(machine.env, signal), wanted.ansible);
  const trouble = 'why' in fitting ? fitting.why : await installInCache(fitting.version, fitting.python, context);
  if (trouble === undefined) return;
  if (wanted.ansible === undefined && machine.root && machine.debian) {
    context.progress(`no ansible-core from PyPI (${trouble.split('\n')[0]}): taking the distribution's`);
    await aptInstall(['ansible-core'], context);
    return;
  }
  throw new ReapcheckError({
    code: 'ansible-install-failed',
    kind: 'environment',
    what: `ansible-core ${fitting.version ?? ''} could not be installed`,
    seen: trouble,
    remedy:
      'why' in fitting
        ? fitting.remedy
        : `see what it says; any ansible-playbook on PATH that runs ansible-core ${OLDEST_CORE} or newer will do`,
  });
}

/** Undefined if it is there now, else why not; then the folder is gone again. */
async function installInCache(version: string, python: Python, context: FixContext): Promise<string | undefined> {
  const folder = ansibleCacheDir(context.machine.env, version);
  const commands = [
    [python.path, '-m', 'venv', folder],
    [
      join(folder, 'bin/pip'),
      'install',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      requirementOf(version),
    ],
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
        return `with Python ${python.version} (${python.path}): ${run.why}\n${run.output
          .trim()
          .split('\n')
          .slice(-SHOWN_LINES)
          .map((line) => `    ${line.slice(0, SHOWN_CHARS)}`)
          .join('\n')}`;
    }
    complete = true;
    return undefined;
  } finally {
    if (!complete) rmSync(folder, { recursive: true, force: true });
  }
}
