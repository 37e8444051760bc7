import type { Inventory } from '../model/inventory.ts';
import type { Cast } from './cast.ts';

const MOST_NAMES = 6;

/** What a drill says first of an inventory: that it is safe, and why. */
export function safetyWords(cast: Cast, { known, skipped }: Pick<Inventory, 'known' | 'skipped'>): readonly string[] {
  const { doubles, local, notDoubled, sampled } = cast;
  const of = known === doubles.length + local.length + notDoubled.length ? '' : ` (${known} in the inventory)`;
  const who = `${doubles.length === 1 ? 'the double of 1 host' : `the doubles of ${doubles.length} hosts`}${of}`;
  const lines = [
    `nothing real will be touched: this run reaches ${who} and of this machine, containers in a network that leads nowhere else, and every other connection is refused`,
  ];
  if (local.length > 0) lines.push(`on the double of this machine, as they act on the controller: ${some(local)}`);
  if (sampled)
    lines.push(
      ...doubles
        .filter(({ standsFor }) => standsFor.length > 0)
        .map((one) => `${one.name} stands for ${some(one.standsFor)} as well`),
      'hosts without a double of their own take no part, as with --limit: --all-hosts doubles each, --sample N so many of each class',
    );
  if (notDoubled.length > 0)
    lines.push(
      `not doubled: ${some(notDoubled.map(({ name, why }) => `${name} (${why})`))}; a play that reaches one is refused: leave them out with --limit`,
    );
  if (skipped.length > 0)
    lines.push(
      `Ansible can't read ${some(skipped)}, and goes on without, here as in runs of your own: the hosts in there are missing`,
    );
  return lines;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
