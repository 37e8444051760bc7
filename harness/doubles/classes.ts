import type { InventoryHost } from '../model/inventory.ts';

/** Where a host is, and by which way it is reached: that makes it no other kind of host. */
const PLACE = /^ansible_(ssh_)?(host|port|private_key_file)$/;
/** Of so many, values that all differ number the hosts; of two, they may as well tell a primary from its replica. */
const FEW = 3;

/**
 * Hosts that are alike: in the same groups, with the same variables. A variable that has another value on each of them (an id, an
 * address) tells them apart and no more; one whose values some share makes classes. In the order in which they came.
 */
export function classesOf(hosts: readonly InventoryHost[]): readonly (readonly InventoryHost[])[] {
  const byShape = Map.groupBy(hosts, (host) =>
    JSON.stringify([host.groups, Object.keys(host.variables).filter(matters).sort()]),
  );
  return [...byShape.values()].flatMap((alike) => {
    const [first] = alike;
    const names = Object.keys(first?.variables ?? {}).filter(
      (name) => matters(name) && !(alike.length >= FEW && numbers(alike, name)),
    );
    const byValues = Map.groupBy(alike, ({ variables }) => JSON.stringify(names.map((name) => variables[name])));
    return [...byValues.values()];
  });
}

function matters(name: string): boolean {
  return !PLACE.test(name);
}

function numbers(hosts: readonly InventoryHost[], name: string): boolean {
  return new Set(hosts.map(({ variables }) => variables[name])).size === hosts.length;
}
