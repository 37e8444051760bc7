import type { Socket } from 'node:net';
import { after, elapsed } from '../../time/clock.ts';
import { Channel, type Gate } from './channel.ts';
import type { Conditions } from './conditions.ts';
import { resetSocket } from './reset-socket.ts';

/** What a flow tells its link. */
export interface FlowObserver {
  moved(direction: 'up' | 'down', bytes: number): void;
  /** The same bytes, once they have been handed to the other side. */
  readonly passed: (bytes: number) => void;
  /** No byte moved for this long; told when the gap has ended. */
  idled(ms: number): void;
  dropped(): void;
  ended(): void;
}

/** One connection through a link: a client and the host, with their two directions. `up` is towards the host. */
export class Flow {
  readonly #client: Socket;
  readonly #host: Socket;
  readonly #conditions: Conditions;
  readonly #observer: FlowObserver;
  readonly #channels: readonly [Channel, Channel];
  #lastMoveAt = elapsed();
  #forgotten: 'no' | 'silence' | 'reset' = 'no';
  #idleTimer: Disposable | undefined;
  #open = 2;

  constructor(client: Socket, host: Socket, conditions: Conditions, observer: FlowObserver) {
    this.#client = client;
    this.#host = host;
    this.#conditions = conditions;
    this.#observer = observer;
    this.#channels = [
      new Channel(client, host, conditions, this.#gate('up')),
      new Channel(host, client, conditions, this.#gate('down')),
    ];
    for (const [socket, peer] of [
      [client, host],
      [host, client],
    ] as const) {
      socket.on('error', () => {
        // A reset passes through, unless this flow is forgotten: then the peer never hears of it.
        if (this.#forgotten === 'no') resetSocket(peer);
      });
      socket.once('close', () => this.#closed());
    }
    this.watchIdle();
  }

  /** Since when nothing has moved, in ms. */
  get idleMs(): number {
    return elapsed() - this.#lastMoveAt;
  }

  #gate(direction: 'up' | 'down'): Gate {
    return { take: (bytes) => this.#took(direction, bytes), passed: this.#observer.passed };
  }

  /** A side has sent something: whether it is to be passed on. */
  #took(direction: 'up' | 'down', bytes: number): boolean {
    if (this.#forgotten === 'reset') {
      this.reset();
      return false;
    }
    if (this.#forgotten === 'silence') return false;
    this.#observer.idled(this.idleMs);
    this.#lastMoveAt = elapsed();
    if (bytes > 0) this.#observer.moved(direction, bytes);
    this.watchIdle();
    return true;
  }

  /** Starts the idle limit's timer anew, from the last move. */
  watchIdle(): void {
    this.#idleTimer?.[Symbol.dispose]();
    this.#idleTimer = undefined;
    const { idleLimitMs, idleEnd } = this.#conditions;
    if (idleLimitMs <= 0 || this.#forgotten !== 'no') return;
    this.#idleTimer = after(Math.max(0, idleLimitMs - this.idleMs), () => {
      this.forget(idleEnd);
      this.#observer.dropped();
    });
  }

  /** The conditions have changed. */
  adjust(): void {
    this.watchIdle();
    for (const channel of this.#channels) channel.deliver();
  }

  /** From now on no byte passes, and no end of one side reaches the other; `reset` answers the next packet with a reset. */
  forget(how: 'silence' | 'reset' = 'silence'): void {
    this.#forgotten = how;
    for (const channel of this.#channels) channel[Symbol.dispose]();
    // To see that next packet, even where a full window had stopped the reading.
    if (how === 'reset') for (const socket of [this.#client, this.#host]) socket.resume();
  }

  reset(): void {
    for (const socket of [this.#client, this.#host]) resetSocket(socket);
  }

  /** Both sides see an orderly end. */
  finish(): void {
    for (const socket of [this.#client, this.#host]) socket.destroy();
  }

  #closed(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    if (this.#forgotten === 'no') this.#observer.idled(this.idleMs);
    this.#idleTimer?.[Symbol.dispose]();
    for (const channel of this.#channels) channel[Symbol.dispose]();
    this.#observer.ended();
  }
}
