import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { LOOPBACK } from '../host-kind.ts';

/** A port of this machine's loopback, or a socket in its file system. */
export type Place = { readonly port: number } | { readonly path: string };

/** Leads from a socket in the file system to the loopback or back: for a container that has no network of this machine at all. */
export class Door implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** A path is short: unix(7) has room for 108 bytes. Port 0: any. */
  static async open(at: Place, to: Place): Promise<Door> {
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

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  /** What happens to one half, happens to the other: an end is an end, a reset is one. */
  #lead(inner: Socket, to: Place): void {
    const outer = connect({ ...here(to), allowHalfOpen: true, noDelay: true });
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.#open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#open.delete(one);
        if (one.errored || !one.readableEnded) other.destroy();
      });
      one.pipe(other);
    }
  }
}

function here(place: Place) {
  return 'path' in place ? place : { host: LOOPBACK, port: place.port };
}
