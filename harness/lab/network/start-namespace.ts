import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ReapcheckError } from '../../model/error.ts';
import { waitFor } from '../../time/deadline.ts';
import { logTail } from '../container-logs.ts';
import { Door } from '../door.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { HOST_KINDS } from '../host-kind.ts';
import { PROXY } from '../packages/apt-settings.ts';
import { script } from '../scripts.ts';
import type { RunNetwork } from './network.ts';

export interface NamespaceOrder {
  readonly engine: Engine;
  readonly network: RunNetwork;
  /** The seat in the network. */
  readonly seat: string;
  /** Of the container. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A network namespace that a container can join. It outlives the reboots of who joins it. */
export interface Namespace extends AsyncDisposable {
  readonly id: string;
  /** On the loopback: leads to port 22 in there. */
  readonly port: number;
}

const READY_WITHIN_MS = 60_000;
const NO_PROXY = '-';

/** Starts a container that holds a network namespace: no interface but its loopback, and one that leads to the switch of the run. */
export async function startNamespace(order: NamespaceOrder): Promise<Namespace> {
  const { engine, network, name, labels, signal } = order;
  const seat = network.seat(order.seat);
  const file = `${network.seats.indexOf(seat)}`;
  const ready = join(network.folder, `${file}.ready`);
  signal.throwIfAborted();
  // Of a machine that had this seat before.
  rmSync(ready, { force: true });
  await using clean = new AsyncDisposableStack();
  const door = clean.use(await Door.open({ port: 0 }, { path: join(network.folder, `${file}.ssh`) }));
  const packages = clean.use(await network.wayToPackages(seat, join(network.folder, `${file}.packages`)));
  try {
    const container = await engine.createContainer({
      name,
      Image: HOST_KINDS.light.image,
      Hostname: seat.hostname,
      Labels: { ...labels },
      Entrypoint: [],
      Cmd: [
        ...['python3', '-c', script('network/pipe.py', 'network/namespace.py'), '/shared', file, seat.address],
        ...[packages ? `${PROXY.address}:${PROXY.port}` : NO_PROXY, ...seat.ports.map(String)],
      ],
      HostConfig: {
        NetworkMode: 'none',
        // For its own interface; who joins the namespace doesn't get it.
        CapAdd: ['NET_ADMIN'],
        Devices: [{ PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rw' }],
        ExtraHosts: network.hostsFileOf(seat).flatMap((line) => {
          const [address, ...names] = line.split(' ');
          return names.map((one) => `${one}:${address}`);
        }),
        Mounts: [{ Type: 'bind', Source: network.folder, Target: '/shared' }],
      },
    });
    await container.start();
    await waitFor(
      async () => {
        signal.throwIfAborted();
        if (existsSync(ready)) return { done: true, value: undefined };
        const { State } = await container.inspect();
        if (!State.Running) throw noNetwork((await logTail(container, 5)).join(' | ') || `exit code ${State.ExitCode}`);
        return { done: false, last: 'its interface is being made' };
      },
      { what: `the network of ${order.seat}`, withinMs: READY_WITHIN_MS, everyMs: 30, signal },
    );
    const parts = clean.move();
    return {
      id: container.id,
      port: door.port,
      async [Symbol.asyncDispose]() {
        await parts[Symbol.asyncDispose]();
        await removeContainer(engine, container.id);
      },
    };
  } catch (error) {
    await removeContainer(engine, name).catch(() => {});
    if (signal.aborted || error instanceof ReapcheckError) throw error;
    throw noNetwork(error instanceof Error ? error.message : String(error), error);
  }
}

function noNetwork(seen: string, cause?: unknown): ReapcheckError {
  return new ReapcheckError({
    code: 'no-run-network',
    kind: 'environment',
    what: 'the closed network of a run could not be made',
    expected: 'Linux with /dev/net/tun, and a container engine on this machine that hands it on',
    seen,
    remedy: 'load the kernel module tun, or drill without -i and --outside',
    cause,
  });
}
