import { configuredInventories } from '../ansible/configured-inventories.ts';
import { inventoriesConfigured } from '../engine/asking.ts';
import type { Lab } from '../lab/lab.ts';
import type { DrillOptions } from './drill-options.ts';
import type { Opened } from './where.ts';

/**
 * Says that an inventory is configured and not drilled: without `inventory` the hosts are made up, and lack its variables. A configuration
 * that Ansible doesn't read is told by the healthy run.
 */
export async function noteConfigured(
  { inventory, onNote }: DrillOptions,
  opened: Opened & { readonly lab?: Lab },
): Promise<void> {
  if (inventory !== undefined || !onNote) return;
  const found = await inventoriesIn(opened).catch(() => []);
  if (found.length === 0) return;
  onNote(
    `hosts are made up, without the variables of ${found.join(', ')}, which is configured (--configured-inventory: doubles of its hosts)`,
  );
}

function inventoriesIn({ lab, ...opened }: Opened & { readonly lab?: Lab }): Promise<readonly string[]> {
  return lab ? inventoriesConfigured({ ...opened, lab }) : configuredInventories(opened.controller, opened);
}
