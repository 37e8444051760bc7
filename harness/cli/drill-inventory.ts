import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configuredInventories } from '../ansible/configured-inventories.ts';
import type { Controller } from '../ansible/controller.ts';
import { readInventory } from '../ansible/read-inventory.ts';
import { type Cast, castOf } from '../doubles/cast.ts';
import { safetyWords } from '../doubles/words.ts';
import type { Doubled } from '../engine/doubles.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Inventory } from '../model/inventory.ts';
import { MOST_HOSTS, positive } from './drill-options.ts';

interface Options {
  readonly inventory?: readonly string[];
  readonly configuredInventory?: boolean;
  readonly limit?: string;
  readonly sample?: string;
  readonly allHosts?: boolean;
  readonly hosts?: string;
  readonly groups?: string;
}

interface Where {
  readonly controller: Controller;
  readonly playbook: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

interface Chosen {
  readonly inventory: Inventory;
  readonly cast: Cast;
  readonly named: readonly string[];
  readonly args: readonly string[];
}

/** The inventory that was asked for, read once for the whole drill, and who will stand for its hosts; undefined where none was. */
export async function inventoryFor(options: Options, where: Where): Promise<Chosen | undefined> {
  const { controller, playbook, env, signal } = where;
  const named = [
    ...(options.inventory ?? []),
    ...(options.configuredInventory ? await configured(controller, env) : []),
  ];
  if (named.length === 0) return undefined;
  const perClass = options.allHosts
    ? 'all'
    : options.sample === undefined
      ? undefined
      : positive('--sample', options.sample, MOST_HOSTS);
  const args = [
    ...named.flatMap((one) => ['-i', one]),
    ...(options.limit === undefined ? [] : ['--limit', options.limit]),
  ];
  const inventory = await readInventory({
    controller,
    args: [...args, playbook, ...where.args],
    cwd: process.cwd(),
    env,
    signal,
  });
  const cast = castOf(inventory, { perClass });
  if (cast.doubles.length === 0 && cast.local.length === 0) throw nothingToDouble(cast);
  if (cast.doubles.length > MOST_HOSTS) throw tooMany(cast.doubles.length);
  for (const line of safetyWords(cast, inventory.known)) where.say(line);
  return { inventory, cast, named, args };
}

/** The same, for the engine. What programs said of the inventory goes into this folder. */
export function doubledFrom({ inventory, cast, named, args }: Chosen, folder: string): Doubled {
  const frozen = inventory.frozen === null ? null : join(folder, 'frozen.json');
  if (frozen !== null) writeFileSync(frozen, JSON.stringify(inventory.frozen), { mode: 0o600 });
  const part = [...cast.doubles.map(({ name }) => name), ...cast.local, ...cast.notDoubled.map(({ name }) => name)];
  const limit = cast.sampled ? ['--limit', [...part, ...(inventory.localhost ? ['localhost'] : [])].join(',')] : [];
  return { cast, inventories: named, known: inventory.known, args, limit, frozen };
}

async function configured(controller: Controller, env: Where['env']): Promise<readonly string[]> {
  const found = await configuredInventories(controller, { cwd: process.cwd(), env });
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
export function refuseWithoutInventory(options: Options): void {
  const asked = options.inventory !== undefined || options.configuredInventory === true;
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

function nothingToDouble({ notDoubled }: Cast): ReapcheckError {
  return new ReapcheckError({
    code: 'nothing-to-double',
    kind: 'usage',
    what: 'no host of the inventory can have a double',
    expected: 'at least one Linux machine: over SSH, or as a container',
    seen: notDoubled
      .slice(0, 8)
      .map(({ name, why }) => `${name} (${why})`)
      .join(', '),
    remedy: 'choose other hosts with --limit',
  });
}

function tooMany(doubles: number): ReapcheckError {
  return new ReapcheckError({
    code: 'too-many-hosts',
    kind: 'usage',
    what: `${doubles} hosts would each need a double`,
    expected: `at most ${MOST_HOSTS}`,
    remedy: 'choose some with --limit; without --all-hosts one host stands for those that are like it',
  });
}
