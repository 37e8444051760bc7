import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { isSupported, isVersion, matchesVersion, OLDEST_CORE } from '../model/ansible-core.ts';
import type { ControllerImage } from '../model/controller-image.ts';
import { ReapcheckError } from '../model/error.ts';
import { traceOf } from '../trace/trace.ts';
import { candidates, type Environment } from './installed.ts';
import { interpreterOf, reportedPython } from './interpreter.ts';
import { pluginFile } from './plugins.ts';

const trace = traceOf('ansible');

/** Where ansible-playbook runs: on this machine, or in an image. */
export interface Controller {
  /** ansible-playbook, as a path. */
  readonly executable: string;
  /** The interpreter that ansible-playbook runs with, as a path. */
  readonly python: string;
  readonly coreVersion: string;
  /** How the watcher of its async_wrapper counts: `new` stops a job at its limit, `old` up to 10 s later. */
  readonly watcher: 'old' | 'new';
  /** The image that it is in; paths are as they are in there. */
  readonly inside?: ControllerImage | undefined;
}

export interface FindControllerOptions {
  /** `--ansible`: a path, and only this one is considered; or a version or series, such as 2.19. Undefined: any that we support. */
  readonly ansible?: string | undefined;
  readonly env: Environment;
}

export interface ControllerSearch {
  /** The first that works, is supported, and is what was wanted. */
  readonly found: Controller | undefined;
  /** The others that were looked at, and why they won't do. */
  readonly passedOver: readonly string[];
}

const ASK_LIMIT_MS = 30_000;
const answerSchema = z.object({ python: z.string(), coreVersion: z.string(), watcher: z.enum(['old', 'new']) });

/**
 * The ansible-playbook to use, for every verb: the named one; else the first on PATH, else the newest that `doctor --fix` has
 * put into our cache, of those that are of the wanted version. Throws `no-ansible-playbook`.
 */
export async function findController(options: FindControllerOptions): Promise<Controller> {
  const { found, passedOver } = await searchController(options);
  if (found) return found;
  const { ansible } = options;
  const version = ansible !== undefined && isVersion(ansible);
  throw new ReapcheckError({
    code: 'no-ansible-playbook',
    kind: 'environment',
    what: version
      ? `there is no ansible-core ${ansible}`
      : passedOver.length === 0
        ? 'there is no ansible-playbook'
        : 'no ansible-playbook that works',
    expected: version
      ? `an ansible-playbook of ${ansible} on PATH, or one that reapcheck installed`
      : (ansible ?? `ansible-playbook of ${OLDEST_CORE} or newer on PATH, or one that reapcheck installed`),
    seen: passedOver.length === 0 ? 'none' : passedOver.join('; '),
    remedy: `npx reapcheck doctor --fix${version ? ` --ansible ${ansible}` : ''}`,
  });
}

/** The same search, with all that was passed over. Never throws. */
export async function searchController({ ansible, env }: FindControllerOptions): Promise<ControllerSearch> {
  const path = ansible !== undefined && !isVersion(ansible) ? ansible : undefined;
  const wanted = path === undefined ? ansible : undefined;
  const passedOver: string[] = [];
  for (const executable of path === undefined ? candidates(env) : [resolve(path)]) {
    const asked = await ask(executable, env);
    trace('asked %s: %o', executable, asked);
    if ('trouble' in asked) passedOver.push(`${executable}: ${asked.trouble}`);
    else if (!isSupported(asked.controller.coreVersion))
      passedOver.push(`${executable} is ${asked.controller.coreVersion}: too old, ${OLDEST_CORE} or newer is needed`);
    else if (!matchesVersion(asked.controller.coreVersion, wanted))
      passedOver.push(`${executable} is ${asked.controller.coreVersion}`);
    else return { found: asked.controller, passedOver };
  }
  return { found: undefined, passedOver };
}

type Asked = { readonly controller: Controller } | { readonly trouble: string };

/** Asks the interpreter of the first line; where that line is a shell's, ansible-playbook itself says what it runs with. */
async function ask(executable: string, env: Environment): Promise<Asked> {
  let trouble = existsSync(executable) ? 'its interpreter is unknown' : 'there is no such file';
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
    return { controller: { executable, ...readTold(asked.stdout) } };
  }
  return { trouble };
}

/** As plugins/ask.py says it. Throws where that isn't what it is. */
export function readTold(text: string): Pick<Controller, 'python' | 'coreVersion' | 'watcher'> {
  return answerSchema.parse(JSON.parse(text));
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}
