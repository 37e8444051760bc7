import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { configuredInventories } from '../ansible/configured-inventories.ts';
import type { Controller } from '../ansible/controller.ts';
import type { Asking } from '../ansible/question.ts';
import type { Lab } from '../lab/lab.ts';

export interface AskingOrder {
  readonly lab: Lab;
  readonly controller: Controller;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

let opened = 0;

/** Lets short questions be asked where ansible-playbook will run: undefined for this machine, else a container without a network. */
export async function whereToAsk(order: AskingOrder): Promise<(Asking & AsyncDisposable) | undefined> {
  const { lab, controller, signal } = order;
  const { inside } = controller;
  if (!inside) return undefined;
  opened += 1;
  const folder = join(lab.session.folder, `ask-${opened}`);
  await mkdir(folder, { mode: 0o700 });
  const stage = await lab.startController({ workDir: folder, ports: [], inside, signal });
  return { stage, folder, [Symbol.asyncDispose]: () => stage.stop() };
}

/** The inventories that are configured where ansible-playbook will run. */
export async function inventoriesConfigured(order: AskingOrder): Promise<readonly string[]> {
  await using asking = await whereToAsk(order);
  const { controller, cwd, env } = order;
  return await configuredInventories(controller, { cwd, env, asking });
}
