import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readInventory } from '../ansible/read-inventory.ts';
import { type Cast, castOf } from '../doubles/cast.ts';
import { safetyWords } from '../doubles/words.ts';
import { ReapcheckError } from '../model/error.ts';
import { MOST_HOSTS } from '../model/host.ts';
import type { Inventory, WantedInventory } from '../model/inventory.ts';
import { isBelow } from '../plan/inputs.ts';
import { type AskingOrder, whereToAsk } from './asking.ts';
import type { Doubled } from './doubles.ts';

export interface InventoryWhere extends AskingOrder {
  /** Variables beside it count. */
  readonly playbook: string;
  /** Those of ansible-playbook that the inventory may need: a vault's password, extra variables. */
  readonly args: readonly string[];
}

/** Somebody's inventory as it was read, and who will stand for its hosts. */
export interface CastInventory {
  readonly inventory: Inventory;
  readonly cast: Cast;
  readonly wanted: WantedInventory;
  /** What is said of it before anything runs: that it is safe, and why. */
  readonly words: readonly string[];
}

/** Reads it once for all runs. Throws a usage error where Ansible can't read it, or where no host of it can have a double. */
export async function castInventory(wanted: WantedInventory, where: InventoryWhere): Promise<CastInventory> {
  const { controller, playbook, cwd, env, signal } = where;
  await using asking = await whereToAsk(where);
  const inventory = await readInventory({
    controller,
    asking,
    args: [...inventoryArgs(wanted), playbook, ...where.args],
    cwd,
    env,
    signal,
  });
  const cast = castOf(inventory, { perClass: wanted.sample });
  if (cast.doubles.length === 0 && cast.local.length === 0) throw nothingToDouble(cast);
  if (cast.doubles.length > MOST_HOSTS) throw tooMany(cast.doubles.length);
  return { inventory, cast, wanted, words: safetyWords(cast, inventory) };
}

/** The same, for runs. What programs said of the inventory goes into this folder. */
export function doubledFrom({ inventory, cast, wanted }: CastInventory, folder: string): Doubled {
  const frozen = inventory.frozen === null ? null : join(folder, `frozen-${++written}.json`);
  if (frozen !== null) writeFileSync(frozen, JSON.stringify(inventory.frozen), { mode: 0o600 });
  const part = [...cast.doubles.map(({ name }) => name), ...cast.local, ...cast.notDoubled.map(({ name }) => name)];
  const limit = cast.sampled ? ['--limit', [...part, ...(inventory.localhost ? ['localhost'] : [])].join(',')] : [];
  const { sources: inventories } = wanted;
  const named = inventories.map((path) => (isBelow(folder, path) ? relative(folder, path) : path));
  return { cast, inventories, named, known: inventory.known, args: inventoryArgs(wanted), limit, frozen };
}

let written = 0;

function inventoryArgs({ sources, limit }: WantedInventory): readonly string[] {
  return [...sources.flatMap((one) => ['-i', one]), ...(limit === undefined ? [] : ['--limit', limit])];
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
