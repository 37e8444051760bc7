import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { LOCALHOST } from '../../model/host.ts';
import type { Fetch, WallHit } from '../../model/sighting.ts';
import { now } from '../../time/clock.ts';
import { PackageProxy } from '../packages/package-proxy.ts';
import { type Registry, registryName } from '../packages/registry.ts';
import { isForMany, type Packet, prohibited, readPacket } from './packet.ts';

/** A machine's place in the network of a run, whether or not it is there yet. */
export interface Seat {
  readonly name: string;
  /** An IPv4 address, of this seat alone. */
  readonly address: string;
  /** By which it is found besides its own. */
  readonly names: readonly string[];
  /** What it calls itself. Only itself finds it by that: others may call themselves the same. */
  readonly hostname: string;
  /** Of its address, besides 22: they lead to its SSH server. */
  readonly ports: readonly number[];
}

export interface NetworkPlan {
  readonly seats: readonly Seat[];
  /** Where its machines may get packages; nowhere without it. */
  readonly registries?: readonly Registry[] | undefined;
}

/** For machines that nobody has given an address: RFC 2544, never routed. */
export function addressForNobody(index: number): string {
  return `198.18.${(index >> 8) & 0xff}.${index & 0xff}`;
}

/**
 * The network of one run: a switch in this process. Its machines are in namespaces that have no other interface than one whose packets
 * come here; they go to another machine of the run, or nowhere. So no rule keeps them in that could be missing after a reboot.
 */
export class RunNetwork implements AsyncDisposable {
  /** Shared with the namespaces. */
  readonly folder: string;
  readonly seats: readonly Seat[];
  /** Where its machines may get packages, by a proxy; nowhere without any. */
  readonly registries: readonly Registry[];
  readonly #server: Server;
  readonly #sockets = new Map<string, Socket>();
  #onCall: (call: WallHit | Fetch) => void = () => {};
  readonly #told = new Set<string>();
  readonly #byAddress: ReadonlyMap<string, Seat>;

  private constructor(folder: string, { seats, registries = [] }: NetworkPlan, server: Server) {
    this.folder = folder;
    this.seats = seats;
    this.registries = registries;
    this.#server = server;
    this.#byAddress = new Map(seats.map((seat) => [seat.address, seat]));
    server.on('connection', (socket) => this.#admit(socket));
  }

  /** `folder` has a short path: unix(7) has room for 108 bytes. */
  static async open(folder: string, plan: NetworkPlan): Promise<RunNetwork> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const server = createServer();
    const network = new RunNetwork(folder, plan, server);
    server.listen(join(folder, 'hub.sock'));
    await once(server, 'listening');
    return network;
  }

  /**
   * From now on: what got nowhere once for each machine, address, protocol and port, and each thing that was fetched. Each run on these
   * machines has a listener of its own.
   */
  tellTo(listener: (call: WallHit | Fetch) => void): void {
    this.#told.clear();
    this.#onCall = listener;
  }

  /** For the machine in this seat: a socket at this path that leads to the registries; undefined where there are none. */
  async wayToPackages({ name: host }: Seat, path: string): Promise<PackageProxy | undefined> {
    const { registries } = this;
    if (registries.length === 0) return undefined;
    return PackageProxy.open(path, {
      registries,
      onAsked: (asked) => {
        if ('refused' in asked)
          return this.#tellOnce({ type: 'wall', at: now(), host, to: asked.refused, protocol: 'proxy' });
        const { from, failed } = asked;
        this.#onCall({
          type: 'fetch',
          at: now(),
          host,
          from: registryName(from),
          ...(failed === undefined ? {} : { failed }),
        });
      },
    });
  }

  seat(name: string): Seat {
    const seat = this.seats.find((one) => one.name === name);
    if (!seat) throw new Error(`there is no place for ${name} in the network of this run`);
    return seat;
  }

  /** Lines of /etc/hosts, the same for all. */
  get hostsFile(): readonly string[] {
    return this.seats
      .filter(({ name }) => name !== LOCALHOST)
      .map(({ name, address, names }) => `${address} ${[...new Set([name, ...names])].join(' ')}`);
  }

  /** The same for the machine in this seat, which knows itself by its own name as well. */
  hostsFileOf({ address, hostname }: Seat): readonly string[] {
    return [...this.hostsFile, `${address} ${hostname}`];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.values()) socket.destroy();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  /** The first frame says who it is. */
  #admit(socket: Socket): void {
    let seat: Seat | undefined;
    socket.on('error', () => {});
    socket.on('close', () => {
      if (seat && this.#sockets.get(seat.address) === socket) this.#sockets.delete(seat.address);
    });
    socket.on(
      'data',
      frames((frame) => {
        if (seat) return this.#pass(seat, frame, socket);
        seat = this.#byAddress.get(frame.toString('ascii'));
        if (seat) this.#sockets.set(seat.address, socket);
        else socket.destroy();
      }),
    );
  }

  #pass(from: Seat, frame: Buffer, back: Socket): void {
    const packet = readPacket(frame);
    // Of IPv6 there are only the kernel's own calls to everybody: no machine has an address.
    if (!packet || isForMany(packet)) return;
    const known = this.#byAddress.get(packet.to);
    if (!known && !this.#isKnown(packet.lookup)) this.#tell(from, packet);
    const to = known && this.#sockets.get(packet.to);
    if (to) to.write(framed(frame));
    else back.write(framed(prohibited(frame)));
  }

  /** What /etc/hosts answers is also asked of name servers, for an address of the other kind. */
  #isKnown(name: string | undefined): boolean {
    return name !== undefined && this.seats.some((seat) => [seat.name, seat.hostname, ...seat.names].includes(name));
  }

  #tell(from: Seat, { to, protocol, port, lookup }: Packet): void {
    const more = { ...(port === undefined ? {} : { port }), ...(lookup === undefined ? {} : { lookup }) };
    this.#tellOnce({ type: 'wall', at: now(), host: from.name, to, protocol, ...more });
  }

  #tellOnce(hit: WallHit): void {
    const id = [hit.host, hit.lookup ?? hit.to, hit.protocol, hit.port].join(' ');
    if (this.#told.has(id)) return;
    this.#told.add(id);
    this.#onCall(hit);
  }
}

function framed(packet: Buffer): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(packet.length);
  return Buffer.concat([head, packet]);
}

function frames(take: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      take(rest.subarray(2, end));
      rest = rest.subarray(end);
    }
  };
}
