import { execa } from 'execa';
import * as z from 'zod';
import { ReapcheckError } from '../model/error.ts';
import type { Controller } from './controller.ts';
import type { Environment } from './installed.ts';
import { pluginFile } from './plugins.ts';

const LIMIT_MS = 30_000;

/** The inventories that ansible.cfg or ANSIBLE_INVENTORY names for a run in this folder, by Ansible's own reading; none where nobody has named one. */
export async function configuredInventories(
  controller: Controller,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): Promise<readonly string[]> {
  const asked = await execa(controller.python, [pluginFile('inventories.py')], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    timeout: LIMIT_MS,
  });
  if (!asked.failed) return z.array(z.string()).parse(JSON.parse(asked.stdout));
  throw new ReapcheckError({
    code: 'bad-ansible-config',
    kind: 'usage',
    what: 'Ansible does not read its configuration here',
    seen: asked.stderr.trim().split('\n').at(-1) || 'nothing',
    remedy: 'see what `ansible-config dump` says',
  });
}
