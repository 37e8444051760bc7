import { inventoriesConfigured } from '../engine/asking.ts';
import type { Doubled } from '../engine/doubles.ts';
import { castInventory, doubledFrom } from '../engine/own-inventory.ts';
import type { Lab } from '../lab/lab.ts';
import type { DrillOptions } from './drill-options.ts';
import type { Drilled } from './read-drilled.ts';
import { pathsOfInventories, type RunSources } from './shown-paths.ts';
import type { Opened } from './where.ts';

/** What ansible-playbook will be given, as far as it is known before anything is opened. */
export function sourcesOf({ playbook, prepare }: Drilled, { inventory = [], args = [] }: DrillOptions): RunSources {
  return {
    playbooks: [playbook, ...(prepare ? [prepare.file] : [])],
    inventories: typeof inventory === 'function' ? [] : [inventory].flat(),
    args,
  };
}

/** The inventory that was asked for; undefined where none was. */
export async function inventoriesOf(
  { inventory }: DrillOptions,
  opened: Opened,
  lab: Lab,
): Promise<readonly string[] | undefined> {
  if (inventory === undefined) return undefined;
  if (typeof inventory !== 'function') return [inventory].flat();
  return inventory({ folder: lab.session.folder, configured: () => inventoriesConfigured({ ...opened, lab }) });
}

/** An image shows them as well, wherever they were found. */
export function showing(opened: Opened, inventories: readonly string[] = []): Opened {
  const { controller, cwd } = opened;
  const { inside } = controller;
  if (!inside) return opened;
  const shown = [...inside.shown, ...pathsOfInventories(inventories, cwd)];
  return { ...opened, controller: { ...controller, inside: { ...inside, shown } } };
}

/** Doubles of the hosts of the inventory that was asked for; undefined where none was. */
export async function doubledFor(
  { limit, sample, args = [], onNote }: DrillOptions,
  where: Opened & { readonly lab: Lab; readonly playbook: string },
  sources: readonly string[] | undefined,
): Promise<Doubled | undefined> {
  if (sources === undefined) return undefined;
  const cast = await castInventory({ sources, limit, sample }, { ...where, args });
  for (const line of cast.words) onNote?.(line);
  return doubledFrom(cast, where.lab.session.folder);
}
