import type { Duplex } from 'node:stream';
import { ReapcheckError } from '../../model/error.ts';
import { Door } from '../door.ts';
import type { Engine } from '../engine.ts';
import type { EngineAddress } from '../engine-address.ts';
import type { Session } from '../session.ts';
import { Relay } from './relay.ts';

/** How ports that the engine publishes, on the loopback of its own machine, are reached from this one. */
export interface Reach extends AsyncDisposable {
  /** A way to one port after the other. `image`: what starts behind it. Throws `remote-engine`. */
  way(image: string): Promise<Way>;
  /** Throws `remote-engine` if any way has been lost: what was seen since then, or not seen, tells nothing of a play. */
  require(): Promise<void>;
}

export interface Way extends AsyncDisposable {
  /** From now on it leads to this port of the engine's machine. Returns the port of this machine's loopback by which. */
  lead(port: number): number;
}

/** The engine's machine is this one: the port itself. */
export const REACH_HERE: Reach = {
  way: async () => ({ lead: (port) => port, async [Symbol.asyncDispose]() {} }),
  require: async () => {},
  async [Symbol.asyncDispose]() {},
};

export interface RemoteOrder {
  readonly engine: Engine;
  readonly address: EngineAddress;
  readonly session: Pick<Session, 'id' | 'key' | 'labels' | 'leaveToWatchdog'>;
}

/** Through the engine's own API: one relay over there, made when it is first needed. A lost one is not made anew: hosts were cut off. */
export class RemoteReach implements Reach {
  readonly #order: RemoteOrder;
  #relay: Promise<Relay> | undefined;
  #lost: string | undefined;

  constructor(order: RemoteOrder) {
    this.#order = order;
  }

  async way(image: string): Promise<Way> {
    const relay = await this.#relayOf(image);
    let target: number | undefined;
    const dial = async (): Promise<Duplex> => {
      if (target === undefined) throw new Error('it leads nowhere yet');
      return relay.connect(target);
    };
    const door = await Door.open({ port: 0 }, dial);
    return {
      lead(port) {
        target = port;
        return door.port;
      },
      [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
    };
  }

  async require(): Promise<void> {
    const relay = await this.#relay;
    await relay?.answers().catch((error: Error) => {
      this.#lost ??= error.message;
    });
    if (this.#lost !== undefined) throw this.#wasLost(this.#lost);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const relay = await this.#relay?.catch(() => undefined);
    await relay?.[Symbol.asyncDispose]().catch(() => this.#order.session.leaveToWatchdog());
  }

  #relayOf(image: string): Promise<Relay> {
    if (this.#lost !== undefined) throw this.#wasLost(this.#lost);
    if (this.#relay) return this.#relay;
    const { engine, session } = this.#order;
    const { id, key, labels } = session;
    const starting = Relay.start({ engine, image, name: `reapcheck-${id}-relay`, labels, key });
    this.#relay = starting;
    starting.then(
      (relay) =>
        relay.closed.then((why) => {
          this.#lost = why;
        }),
      () => {
        this.#relay = undefined;
      },
    );
    return starting;
  }

  #wasLost(seen: string): ReapcheckError {
    return new ReapcheckError({
      code: 'remote-engine',
      kind: 'environment',
      what: `the line to the container engine at ${this.#order.address.text} was lost`,
      expected: 'a line that lasts: what a play makes of hosts that were cut off tells nothing of the play',
      seen,
      remedy: 'run it again; drill --resume goes on with what had ended before',
    });
  }
}
