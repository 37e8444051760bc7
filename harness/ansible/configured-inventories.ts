import * as z from 'zod';
import { ReapcheckError } from '../model/error.ts';
import type { Controller } from './controller.ts';
import type { Environment } from './installed.ts';
import { type Asking, ask } from './question.ts';

const LIMIT_MS = 30_000;

export interface ConfiguredWhere {
  readonly cwd: string;
  readonly env: Environment;
  /** On this machine without it. */
  readonly asking?: Asking | undefined;
}

/** The inventories that ansible.cfg or ANSIBLE_INVENTORY names for a run in this folder, by Ansible's own reading; none where nobody has named one. */
export async function configuredInventories(
  controller: Controller,
  { cwd, env, asking }: ConfiguredWhere,
): Promise<readonly string[]> {
  const question = { controller, asking, plugin: 'inventories.py', args: [], cwd, env, limitMs: LIMIT_MS };
  const { answer, said } = await ask(question);
  if (answer !== undefined) return z.array(z.string()).parse(JSON.parse(answer));
  throw new ReapcheckError({
    code: 'bad-ansible-config',
    kind: 'usage',
    what: 'Ansible does not read its configuration here',
    seen: said.trim().split('\n').at(-1) || 'nothing',
    remedy: 'see what `ansible-config dump` says',
  });
}
