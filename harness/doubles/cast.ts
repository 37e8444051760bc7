import type { Inventory, InventoryHost } from '../model/inventory.ts';
import { classesOf } from './classes.ts';

/** A disposable host that stands for one of an inventory, or for several that are alike. */
export interface Double {
  /** Its own, as in the inventory. */
  readonly name: string;
  /** The others that it stands for: they have no double of their own. */
  readonly standsFor: readonly string[];
  /** Of the inventory, if it is one that this host alone has and that can be had in a network. */
  readonly address: string | undefined;
  /** Names that the inventory has for its address. */
  readonly names: readonly string[];
  readonly port: number | undefined;
  /** Logins that the inventory asks for. */
  readonly users: readonly string[];
  /** Where the inventory says that Python is. */
  readonly interpreter: string | undefined;
}

/** Who stands for whom. */
export interface Cast {
  readonly doubles: readonly Double[];
  /** Hosts that act on the controller, or that are this machine itself: its double is theirs. */
  readonly local: readonly string[];
  /** Hosts that nothing here can stand for, each with the reason. */
  readonly notDoubled: readonly { readonly name: string; readonly why: string }[];
  /** Whether hosts were left out for others that are like them. */
  readonly sampled: boolean;
}

export interface Sampling {
  /** Doubles for each class of hosts that are alike; `all`: one for each host. Undefined: as many as are easily had. */
  readonly perClass: number | 'all' | undefined;
}

/** Up to so many hosts each has its double, where nobody says otherwise. */
export const ALL_UP_TO = 10;
const THIS_MACHINE = /^(localhost|127\.0\.0\.1|::1)$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

export function castOf({ hosts, remoteUser }: Inventory, { perClass }: Sampling): Cast {
  const machines = hosts.filter((host) => host.kind === 'machine' && !THIS_MACHINE.test(host.name));
  const each = perClass ?? (machines.length > ALL_UP_TO ? 1 : 'all');
  const classes = each === 'all' ? machines.map((host) => [host]) : classesOf(machines);
  const shared = sharedAddresses(hosts);
  const doubles = classes.flatMap((alike) => {
    const most = each === 'all' ? 1 : each;
    const chosen = alike.slice(0, most);
    // The last of them stands for those that have none.
    const others = alike.slice(most).map(({ name }) => name);
    return chosen.map((host, index) => doubleOf(host, index === chosen.length - 1 ? others : [], shared, remoteUser));
  });
  return {
    doubles,
    local: hosts
      .filter(({ kind, name }) => kind === 'local' || (kind === 'machine' && THIS_MACHINE.test(name)))
      .map(({ name }) => name),
    notDoubled: hosts.flatMap(({ name, kind, why }) => (kind === 'other' ? [{ name, why: why ?? 'unknown' }] : [])),
    sampled: doubles.length < machines.length,
  };
}

function doubleOf(
  { name, address, port, user, interpreter }: InventoryHost,
  standsFor: readonly string[],
  shared: ReadonlySet<string>,
  remoteUser: string | null,
): Double {
  const written = address ?? name;
  const own = !shared.has(written);
  const login = user ?? remoteUser;
  return {
    name,
    standsFor,
    address: own && isUsable(written) ? written : undefined,
    names: own && !IPV4.test(written) && written !== name && isName(written) ? [written] : [],
    port: port !== null && /^\d+$/.test(port) && port !== '22' ? Number(port) : undefined,
    users: login === null ? [] : [login],
    interpreter: interpreter !== null && /^\/[\w./-]+\/python[\d.]*$/.test(interpreter) ? interpreter : undefined,
  };
}

/** Behind one address, on ports of their own: whose it is, an address alone doesn't say. */
function sharedAddresses(hosts: readonly InventoryHost[]): ReadonlySet<string> {
  const counts = Map.groupBy(hosts, ({ name, address }) => address ?? name);
  return new Set([...counts].flatMap(([address, its]) => (its.length > 1 ? [address] : [])));
}

/** One that a machine can have: not a loopback's, nor everybody's. */
function isUsable(address: string): boolean {
  const [first = 0, ...rest] = address.split('.').map(Number);
  return (
    IPV4.test(address) && first > 0 && first < 224 && first !== 127 && [first, ...rest].every((part) => part < 256)
  );
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9]([\w.-]{0,252})$/.test(text) && !THIS_MACHINE.test(text);
}
