import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { LinkControls, LinkTraffic } from '../../model/machine.ts';
import { LOOPBACK } from '../host-kind.ts';
import { type Conditions, openConditions } from './conditions.ts';
import { Flow } from './flow.ts';
import { resetSocket } from './reset-socket.ts';

/**
 * A TCP link on the loopback to one host: an address that outlives the host's reboots, where traffic is counted and where
 * faults of the network are struck. While it has no target, the host being down, it refuses connections.
 */
export class Link implements LinkControls, AsyncDisposable {
  readonly address = LOOPBACK;
  readonly port: number;
  readonly #server: Server;
  readonly #conditions: Conditions = openConditions();
  readonly #flows = new Set<Flow>();
  /** Connections that came while the link was held. */
  readonly #waiting = new Set<Socket>();
  /** Connections whose other half is being made. */
  readonly #connecting = new Set<Socket>();
  readonly #counted = { accepted: 0, refused: 0, up: 0, down: 0, passed: 0, idleDropped: 0, longestIdleMs: 0 };
  #target: number | undefined;
  #refusing = false;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#accept(client));
  }

  static async open(): Promise<Link> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    return new Link(server);
  }

  /** Where connections go from now on: a port on the loopback, or nowhere. Open flows stay as they are. */
  point(target: number | undefined): void {
    this.#target = target;
  }

  get traffic(): LinkTraffic {
    const idle = [...this.#flows].map((flow) => flow.idleMs);
    return { ...this.#counted, longestIdleMs: Math.max(this.#counted.longestIdleMs, ...idle) };
  }

  get openFlows(): number {
    return this.#flows.size + this.#waiting.size + this.#connecting.size;
  }

  /** All open connections end now, with a reset or in order. New ones are fine. Returns how many there were. */
  cut(how: 'reset' | 'end' = 'reset'): number {
    const [flows, waiting] = [[...this.#flows], [...this.#waiting, ...this.#connecting]];
    for (const flow of flows) how === 'reset' ? flow.reset() : flow.finish();
    for (const client of waiting) how === 'reset' ? resetSocket(client) : client.destroy();
    return flows.length + waiting.length;
  }

  /** Those that nobody has used for so long end in order, as by a client that is done with them. Returns how many. */
  endIdle(idleMs: number): number {
    const idle = [...this.#flows].filter((flow) => flow.idleMs >= idleMs);
    for (const flow of idle) flow.finish();
    return idle.length;
  }

  /** All open connections go silent for ever, as when a firewall loses its table. New ones are fine. Returns how many. */
  forget(): number {
    for (const flow of this.#flows) flow.forget();
    return this.#flows.size;
  }

  /** A cable that is out for a while: nothing passes and nothing is lost, until `release`. New connections wait, too. */
  hold(): void {
    this.#set({ held: true });
  }

  release(): void {
    this.#set({ held: false });
    for (const client of [...this.#waiting]) this.#connect(client);
  }

  /** New connections are reset, as by a machine where nobody listens. Open ones go on. */
  refuse(): void {
    this.#refusing = true;
  }

  /** Flows without a byte for so long are dropped; 0 = none. It holds for open flows as well. */
  dropIdle(limitMs: number, end: Conditions['idleEnd'] = 'silence'): void {
    this.#set({ idleLimitMs: limitMs, idleEnd: end });
  }

  /** Delays each direction by `ms`, and by up to `jitterMs` more. */
  delay(ms: number, jitterMs = 0): void {
    this.#set({ latencyMs: ms, jitterMs });
  }

  /** Undoes all that was done to the link. What is forgotten stays forgotten. */
  heal(): void {
    this.#refusing = false;
    this.#set(openConditions());
    this.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #set(change: Partial<Conditions>): void {
    Object.assign(this.#conditions, change);
    for (const flow of this.#flows) flow.adjust();
  }

  #accept(client: Socket): void {
    this.#counted.accepted += 1;
    client.on('error', () => {});
    client.once('close', () => this.#waiting.delete(client));
    if (this.#conditions.held && !this.#refusing) this.#waiting.add(client);
    else this.#connect(client);
  }

  #connect(client: Socket): void {
    this.#waiting.delete(client);
    if (this.#refusing || this.#target === undefined) {
      this.#counted.refused += 1;
      resetSocket(client);
      return;
    }
    const host = connect({ host: LOOPBACK, port: this.#target, allowHalfOpen: true, noDelay: true });
    this.#connecting.add(client);
    const abandon = () => {
      this.#connecting.delete(client);
      host.destroy();
    };
    const refused = () => resetSocket(client);
    client.once('close', abandon);
    host.once('error', refused);
    host.once('connect', () => {
      client.off('close', abandon);
      host.off('error', refused);
      this.#connecting.delete(client);
      const counted = this.#counted;
      const flow: Flow = new Flow(client, host, this.#conditions, {
        moved: (direction, bytes) => {
          counted[direction] += bytes;
        },
        passed: (bytes) => {
          counted.passed += bytes;
        },
        idled: (ms) => {
          counted.longestIdleMs = Math.max(counted.longestIdleMs, ms);
        },
        dropped: () => {
          counted.idleDropped += 1;
        },
        ended: () => this.#flows.delete(flow),
      });
      this.#flows.add(flow);
      client.resume();
    });
  }
}
