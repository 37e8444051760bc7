import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { LOOPBACK } from '../host-kind.ts';

/** A socket in the file system that leads to a port of this machine's loopback: for a container that has no network at all. */
export class Door implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `path` is short: unix(7) has room for 108 bytes. */
  static async open(path: string, port: number): Promise<Door> {
    const server = createServer({ allowHalfOpen: true });
    const door = new Door(server);
    server.on('connection', (inner) => door.#lead(inner, port));
    server.listen(path);
    await once(server, 'listening');
    return door;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  /** What happens to one half, happens to the other: an end is an end, a reset is one. */
  #lead(inner: Socket, port: number): void {
    const outer = connect({ host: LOOPBACK, port, allowHalfOpen: true, noDelay: true });
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
