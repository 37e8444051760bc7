import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { LOOPBACK } from './host-kind.ts';

/** A port of this machine's loopback, or a socket in its file system. */
export type Place = { readonly port: number } | { readonly path: string };

/** Opens a connection to somewhere else. Rejects where it leads nowhere. */
export type Outlet = () => Promise<Duplex>;

/** Leads from a socket in the file system to the loopback, back, or elsewhere: for a container or an engine that has no network of this machine at all. */
export class Door implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Duplex>();
  #aside = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** A path is short: unix(7) has room for 108 bytes. Port 0: any. */
  static async open(at: Place, to: Place | Outlet): Promise<Door> {
    const server = createServer({ allowHalfOpen: true });
    const door = new Door(server);
    server.on('connection', (inner) => door.#lead(inner, to));
    server.listen(here(at));
    await once(server, 'listening');
    return door;
  }

  /** Where it listens, if that is on the loopback. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From here on it keeps no process alive: who goes through it lives in this one. */
  stepAside(): this {
    this.#aside = true;
    this.#server.unref();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #lead(inner: Socket, to: Place | Outlet): void {
    if (typeof to !== 'function') {
      this.#join(inner, connect({ ...here(to), allowHalfOpen: true, noDelay: true }));
      return;
    }
    this.#keep(inner);
    to().then(
      (outer) => (inner.destroyed ? outer.destroy() : this.#join(inner, outer)),
      () => inner.destroy(),
    );
  }

  #keep(socket: Duplex): void {
    this.#open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#open.delete(socket));
    if (this.#aside && socket instanceof Socket) socket.unref();
  }

  /** What happens to one half, happens to the other: an end is an end, a reset is one. */
  #join(inner: Duplex, outer: Duplex): void {
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.#keep(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        if (one.errored || !one.readableEnded) other.destroy();
      });
      one.pipe(other);
    }
  }
}

function here(place: Place) {
  return 'path' in place ? place : { host: LOOPBACK, port: place.port };
}
