import { access, constants, open, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { ReapcheckError } from '../model/error.ts';
import { pluginFile } from './plugins.ts';

/** Where ansible-playbook runs: here, so far. */
export interface Controller {
  /** ansible-playbook, as a path. */
  readonly executable: string;
  /** The interpreter that ansible-playbook runs with, as a path. */
  readonly python: string;
  readonly coreVersion: string;
  /** How the watcher of its async_wrapper counts: `new` stops a job at its limit, `old` up to 10 s later. */
  readonly watcher: 'old' | 'new';
}

export interface FindControllerOptions {
  /** Only this one is considered. */
  readonly executable?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const OLDEST = [2, 14] as const;
const ASK_LIMIT_MS = 30_000;
const answerSchema = z.object({ python: z.string(), coreVersion: z.string(), watcher: z.enum(['old', 'new']) });

/**
 * The ansible-playbook to use: the given one; else the first on PATH; else the newest in our cache.
 * Throws `no-ansible-playbook` where none works, and `ansible-too-old` before ansible-core 2.14.
 */
export async function findController(options: FindControllerOptions): Promise<Controller> {
  const tried: string[] = [];
  for (const executable of await candidates(options)) {
    const found = await ask(executable, options.env);
    if ('controller' in found) return supported(found.controller);
    tried.push(`${executable}: ${found.trouble}`);
  }
  throw new ReapcheckError({
    code: 'no-ansible-playbook',
    kind: 'environment',
    what: tried.length === 0 ? 'there is no ansible-playbook' : 'no ansible-playbook that works',
    expected: options.executable ?? 'ansible-playbook on PATH, or one that reapcheck installed',
    seen: tried.length === 0 ? 'none' : tried.join('; '),
    remedy: 'npx reapcheck doctor --fix',
  });
}

async function candidates({ executable, env }: FindControllerOptions): Promise<readonly string[]> {
  if (executable !== undefined) return [executable];
  const onPath = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const cache = env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), '.cache');
  const folders = await readdir(join(cache, 'reapcheck')).catch(() => []);
  const newestFirst = folders
    .filter((name) => name.startsWith('ansible-core-'))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(cache, 'reapcheck', name, 'bin', 'ansible-playbook'));
  const all = [...onPath.map((folder) => join(folder, 'ansible-playbook')), ...newestFirst];
  const usable = await Promise.all(
    all.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return [...new Set(all.filter((_, index) => usable[index]))];
}

type Asked = { readonly controller: Controller } | { readonly trouble: string };

/** Asks the interpreter of the first line; where that line is a shell's, ansible-playbook itself says what it runs with. */
async function ask(executable: string, env: FindControllerOptions['env']): Promise<Asked> {
  let trouble = 'its interpreter is unknown';
  for (const find of [interpreterOf, reportedPython]) {
    const python = await find(executable, env);
    if (python === undefined) continue;
    const asked = await execa(python, [pluginFile('ask.py')], {
      env,
      extendEnv: false,
      reject: false,
      timeout: ASK_LIMIT_MS,
    });
    if (asked.failed) {
      trouble = `${python} can't import ansible-core: ${lastLine(asked.stderr) ?? asked.shortMessage}`;
      continue;
    }
    return { controller: { executable, ...answerSchema.parse(JSON.parse(asked.stdout)) } };
  }
  return { trouble };
}

/** The first line's interpreter: `#!/path/python3`, `#!/usr/bin/env python3`, or pip's `#!/bin/sh` + `'''exec' /long path`. */
async function interpreterOf(executable: string): Promise<string | undefined> {
  const head = await readHead(executable).catch(() => undefined);
  if (head === undefined) return undefined;
  const direct = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S*python[\d.]*)(?:\s|$)/.exec(head);
  const viaShell = /^#!\/bin\/sh\r?\n'''exec' (?:"([^"\n]+)"|(\S+))/.exec(head);
  return direct?.[1] ?? viaShell?.[1] ?? viaShell?.[2];
}

async function readHead(file: string): Promise<string> {
  await using handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

async function reportedPython(executable: string, env: FindControllerOptions['env']): Promise<string | undefined> {
  const told = await execa(executable, ['--version'], { env, extendEnv: false, reject: false, timeout: ASK_LIMIT_MS });
  return /python version = .*\((\/[^()\n]+)\)\s*$/m.exec(String(told.stdout ?? ''))?.[1];
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}

function supported(controller: Controller): Controller {
  const [major = 0, minor = 0] = controller.coreVersion.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return controller;
  throw new ReapcheckError({
    code: 'ansible-too-old',
    kind: 'environment',
    what: `${controller.executable} is too old`,
    expected: `ansible-core ${OLDEST.join('.')} or newer`,
    seen: controller.coreVersion,
    remedy: 'upgrade it, or name another with --ansible-playbook; npx reapcheck doctor --fix installs one',
  });
}
