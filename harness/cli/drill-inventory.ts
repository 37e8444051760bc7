import { join } from 'node:path';
import type { InventoryFinder, InventoryPlace } from '../library/drill-options.ts';
import { ReapcheckError } from '../model/error.ts';
import { MOST_HOSTS } from '../model/host.ts';
import { type MoleculeInventory, writeMoleculeInventory } from '../scenario/molecule-inventory.ts';
import { positive } from './drill-options.ts';

interface Flags {
  readonly inventory?: readonly string[];
  readonly configuredInventory?: boolean;
  readonly limit?: string;
  readonly sample?: string;
  readonly allHosts?: boolean;
  readonly hosts?: string;
  readonly groups?: string;
}

/** The inventory that was asked for: named, configured, or the platforms of a Molecule scenario; undefined where none was. */
export function inventoryFrom(
  { inventory = [], configuredInventory }: Flags,
  platforms: MoleculeInventory | undefined,
): readonly string[] | InventoryFinder | undefined {
  if (platforms) return async ({ folder }) => [writeMoleculeInventory(platforms, join(folder, platforms.name))];
  if (configuredInventory) return async (at) => [...inventory, ...(await configured(at))];
  return inventory.length > 0 ? inventory : undefined;
}

/** Doubles for each class of hosts that are alike. */
export function sampleOf({ allHosts, sample }: Flags): number | 'all' | undefined {
  if (allHosts) return 'all';
  return sample === undefined ? undefined : positive('--sample', sample, MOST_HOSTS);
}

async function configured(at: InventoryPlace): Promise<readonly string[]> {
  const found = await at.configured();
  if (found.length > 0) return found;
  throw new ReapcheckError({
    code: 'no-inventory',
    kind: 'usage',
    what: '--configured-inventory: no inventory is configured here',
    expected: 'one in ansible.cfg, or in ANSIBLE_INVENTORY',
    remedy: 'name it with -i',
  });
}

/** Where an inventory is meant, it must be one whose hosts get doubles. */
export function refuseInventory(args: readonly string[]): void {
  const found = args.find((arg) => /^(-i.*|--inventory(-file)?(=.*)?)$/.test(arg));
  if (!found) return;
  throw new ReapcheckError({
    code: 'inventory-refused',
    kind: 'usage',
    what: `${found} after --: ansible-playbook would get an inventory whose hosts have no doubles`,
    expected: '-i before --: a drill on doubles of its hosts',
    remedy: 'write it before --, or leave it out for hosts that reapcheck makes up',
  });
}

/** What is said of an inventory, without one; and what an inventory says itself. */
export function refuseWithoutInventory(options: Flags, platforms: boolean): void {
  const asked = platforms || options.inventory !== undefined || options.configuredInventory === true;
  const words = asked
    ? ([
        ['--hosts', options.hosts],
        ['--groups', options.groups],
      ] as const)
    : ([
        ['--limit', options.limit],
        ['--sample', options.sample],
        ['--all-hosts', options.allHosts],
      ] as const);
  const found = words.find(([, value]) => value !== undefined)?.[0];
  const both = options.sample !== undefined && options.allHosts === true ? '--sample and --all-hosts' : undefined;
  const what = found ?? both;
  if (what === undefined) return;
  throw new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what: both
      ? `${both} contradict each other`
      : asked
        ? `${what} is for hosts that are made up: with -i the inventory says it`
        : `${what} is for an inventory, and there is none`,
    remedy: both
      ? 'leave one of them out'
      : asked
        ? 'leave it out, or use --limit and --sample'
        : 'name the inventory with -i',
  });
}
