import { readFile } from 'node:fs/promises';
import { pluginFile } from '../ansible/plugins.ts';
import type { Doubles } from '../ansible/run-request.ts';
import type { Cast, Double } from '../doubles/cast.ts';
import type { HostSpec } from '../lab/host-spec.ts';
import type { HostKindName } from '../lab/host-system.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { DoublesReport } from '../model/report.ts';
import { type NetworkOrder, openNetwork } from './closed-network.ts';

/** The inventory of a drill, and who stands for its hosts. */
export interface Doubled {
  readonly cast: Cast;
  readonly inventories: readonly string[];
  /** What they are called: those that were written for the drill, by their place in its session's folder. */
  readonly named: readonly string[];
  /** How many hosts they have in all. */
  readonly known: number;
  /** Inventory and limit, as arguments of ansible-playbook: the user's own, unmodified. */
  readonly args: readonly string[];
  /** After the user's own arguments, of which the last one counts: where hosts stand for others, those that take part. */
  readonly limit: readonly string[];
  /** A file with what programs and services have said of the inventory. */
  readonly frozen: string | null;
}

/** What the driver is told of them. */
export function doublesConfig({ cast, frozen }: Doubled): Doubles {
  const addresses = cast.doubles.flatMap(({ name, address, names }) =>
    [address, ...names].flatMap((one) => (one === undefined || one === name ? [] : [[one, name] as const])),
  );
  return {
    users: Object.fromEntries(cast.doubles.map(({ name, users }) => [name, users])),
    addresses: Object.fromEntries(addresses),
    frozen,
  };
}

export function doublesReport({ cast, named, known, frozen }: Doubled): DoublesReport {
  const hosts = cast.doubles.map(({ name, standsFor }) => ({ name, standsFor }));
  const { local, notDoubled } = cast;
  return { inventories: named, known, hosts, local, notDoubled, frozen: frozen !== null };
}

export interface DoublesOrder extends NetworkOrder {
  readonly doubled: Doubled;
  readonly hosts: readonly HostSpec[];
  readonly kind: HostKindName;
  readonly image?: string | undefined;
  readonly signal: AbortSignal;
}

/** Starts doubles in a network of their own, with the logins and the interpreter that the inventory names. */
export async function startDoubles(order: DoublesOrder): Promise<StartedHost[]> {
  const { lab, doubled, hosts, kind, image, signal } = order;
  const network = await openNetwork(order, []);
  const started = await lab.start(hosts, { kind, ...(image === undefined ? {} : { image }), network, signal });
  try {
    const login = await readFile(pluginFile('reapcheck_driver/login.sh'), 'utf8');
    await Promise.all(
      started.map(async (machine) => {
        const double = doubled.cast.doubles.find(({ name }) => name === machine.host.name);
        if (double) await outfit(machine, double, login);
      }),
    );
    return started;
  } catch (error) {
    await Promise.all(started.map((machine) => machine.stop()));
    throw error;
  }
}

/** The path that the inventory has for Python leads to the Python that is there. */
const PYTHON = `
if [ -n "$1" ] && [ ! -e "$1" ]; then mkdir -p "$(dirname "$1")" && ln -s "$(command -v python3)" "$1" || exit 1; fi
shift
`;

async function outfit(machine: StartedHost, { users, interpreter }: Double, login: string): Promise<void> {
  const logins = users.filter((user) => user !== 'root');
  if (logins.length === 0 && interpreter === undefined) return;
  await machine.outfit(PYTHON + login, [interpreter ?? '', ...logins]);
}
