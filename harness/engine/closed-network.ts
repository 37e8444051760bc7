import { hostname } from 'node:os';
import type { Cast } from '../doubles/cast.ts';
import { shortHostname } from '../lab/host-spec.ts';
import type { Lab } from '../lab/lab.ts';
import { addressForNobody, type RunNetwork, type Seat } from '../lab/network/network.ts';
import type { Registry } from '../lab/packages/registry.ts';
import { LOCALHOST } from '../model/host.ts';

/** What the network of a run is made for. */
export interface NetworkOrder {
  readonly lab: Lab;
  /** The hosts of somebody's inventory; without it they are our own. */
  readonly doubled?: { readonly cast: Cast } | undefined;
  /** Where packages may be fetched; nowhere without it. */
  readonly registries?: readonly Registry[] | undefined;
}

/** A network for one run, whose machines are yet to come: those of the inventory, or our own of these names. */
export function openNetwork({ lab, doubled, registries }: NetworkOrder, names: readonly string[]): Promise<RunNetwork> {
  return lab.openNetwork({
    seats: [thisMachine(), ...(doubled ? seatsOf(doubled.cast) : seatsNamed(names))],
    registries,
  });
}

const thisMachine = (): Seat => ({
  name: LOCALHOST,
  address: addressForNobody(1),
  names: [],
  hostname: hostname(),
  ports: [],
});

/** At the addresses of the inventory as far as they are known. */
function seatsOf({ doubles }: Cast): readonly Seat[] {
  return doubles.map(({ name, address, names, port }, index) => ({
    name,
    address: address ?? addressForNobody(index + 2),
    names,
    hostname: shortHostname(name),
    ports: port === undefined ? [] : [port],
  }));
}

function seatsNamed(hosts: readonly string[]): readonly Seat[] {
  return hosts.map((name, index) => ({
    name,
    address: addressForNobody(index + 2),
    names: [],
    hostname: shortHostname(name),
    ports: [],
  }));
}
