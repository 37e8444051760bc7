import { configuredInventories } from '../ansible/configured-inventories.ts';
import type { Controller } from '../ansible/controller.ts';
import { type CastInventory, castInventory, type InventoryWhere } from '../engine/own-inventory.ts';
import { ReapcheckError } from '../model/error.ts';
import { MOST_HOSTS } from '../model/host.ts';
import { positive } from './drill-options.ts';

interface Options {
  readonly inventory?: readonly string[];
  readonly configuredInventory?: boolean;
  readonly limit?: string;
  readonly sample?: string;
  readonly allHosts?: boolean;
  readonly hosts?: string;
  readonly groups?: string;
}

interface Where extends InventoryWhere {
  readonly say: (text: string) => void;
}

/** The inventory that was asked for, read once for the whole drill, and who will stand for its hosts; undefined where none was. */
export async function inventoryFor(options: Options, where: Where): Promise<CastInventory | undefined> {
  const sources = [
    ...(options.inventory ?? []),
    ...(options.configuredInventory ? await configured(where.controller, where) : []),
  ];
  if (sources.length === 0) return undefined;
  const sample = options.allHosts
    ? 'all'
    : options.sample === undefined
      ? undefined
      : positive('--sample', options.sample, MOST_HOSTS);
  const cast = await castInventory({ sources, limit: options.limit, sample }, where);
  for (const line of cast.words) where.say(line);
  return cast;
}

async function configured(controller: Controller, { cwd, env }: Where): Promise<readonly string[]> {
  const found = await configuredInventories(controller, { cwd, env });
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
export function refuseWithoutInventory(options: Options, platforms: boolean): void {
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
