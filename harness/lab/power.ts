import type { Container } from 'dockerode';
import { elapsed, now, pause } from '../time/clock.ts';
import { waitFor } from '../time/deadline.ts';
import { waitForBanner } from './banner.ts';
import type { StartedContainer } from './containers.ts';
import type { Deaths } from './deaths.ts';
import { EXIT_POWER_OFF, EXIT_REBOOT } from './host-kind.ts';
import { ContainerEnded, hostNotReady } from './not-ready.ts';

/** `off`: it was powered off, or its downtime has no end. `broken`: its PID 1 ended in another way, or a boot failed. */
export type HostState = 'up' | 'rebooting' | 'off' | 'broken' | 'removed';

export interface Boot {
  /** Epoch in ms: when its SSH server greeted. */
  readonly at: number;
  /** From the container's start to the banner; without the downtime before it. */
  readonly tookMs: number;
}

/** What is powered. */
export interface Powered {
  readonly name: string;
  readonly container: Container;
  readonly started: StartedContainer;
  readonly firstBoot: Boot;
  readonly deaths: Deaths;
  readonly bootWithinMs: number;
  /** Told where its SSH server is reached now; undefined while it is down. */
  readonly mapped: (port: number | undefined) => void;
}

/** Whether one host is up. Its PID 1 ends, and it boots again or does not, as that of a machine. */
export class Power implements Disposable {
  /** How long a reboot keeps it down, before its boot begins. `Infinity`: it doesn't come back until `on`. */
  downtimeMs = 0;
  readonly #powered: Powered;
  readonly #boots: Boot[];
  readonly #listeners = new Set<(state: HostState) => void>();
  readonly #deathWatch: Disposable;
  readonly #removing = new AbortController();
  #state: HostState = 'up';
  #port: number;
  /** What the next death of its PID 1 means, where somebody of ours has brought it about. */
  #next: 'fails' | 'shuts-down' | undefined;
  #trouble: unknown;
  /** Of the boot under way; aborted when that boot's PID 1 has ended. */
  #boot = new AbortController();
  #booting: Promise<void> = Promise.resolve();

  constructor(powered: Powered) {
    this.#powered = powered;
    this.#boots = [powered.firstBoot];
    this.#port = powered.started.port;
    this.#deathWatch = powered.deaths.watch(powered.started.id, (exitCode) => this.#died(exitCode));
  }

  get state(): HostState {
    return this.#state;
  }

  /** All boots that ended with an SSH banner, the first one included. */
  get boots(): readonly Boot[] {
    return this.#boots;
  }

  /** Undefined while it is down. */
  get port(): number | undefined {
    return this.#state === 'up' ? this.#port : undefined;
  }

  /** Aborts when the host is being removed. */
  get removing(): AbortSignal {
    return this.#removing.signal;
  }

  onChange(listener: (state: HostState) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** The next death of its PID 1 is a power failure, after which it boots; or is asked for, and it stays down. */
  expect(death: 'fails' | 'shuts-down'): void {
    this.#next = death;
  }

  /** Throws `DeadlinePassed`, the signal's reason, or `host-not-ready` if it broke. */
  async waitForBoots(
    count: number,
    options: { readonly withinMs: number; readonly signal?: AbortSignal },
  ): Promise<void> {
    await waitFor(
      async () => {
        if (this.#state === 'broken') throw await this.#notReady();
        const done = this.#state === 'up' && this.#boots.length >= count;
        return done ? { done, value: undefined } : { done: false, last: `${this.#state}, ${this.#boots.length} boots` };
      },
      { what: `boot ${count} of ${this.#powered.name}`, ...options },
    );
  }

  /** Does what brings one more boot about, and waits for that. */
  async bootBy(act: () => Promise<unknown>): Promise<void> {
    const count = this.#boots.length + 1;
    await act();
    await this.waitForBoots(count, {
      withinMs: this.downtimeMs + this.#powered.bootWithinMs,
      signal: this.#removing.signal,
    });
  }

  /** Boots a host that is off. Resolves when SSH answers. */
  async on(): Promise<void> {
    if (this.#state !== 'off') throw new Error(`${this.#powered.name} is ${this.#state}, not off`);
    this.#booting = this.#bootAfter(0);
    await this.#booting;
    if (this.#trouble !== undefined) throw await this.#notReady();
  }

  /** Nothing boots from here on. */
  async cut(): Promise<void> {
    this.#removing.abort(new Error(`${this.#powered.name} is being removed`));
    await this.#booting;
    this[Symbol.dispose]();
  }

  /** The last thing that its listeners hear. */
  removed(): void {
    this.#enter('removed');
  }

  [Symbol.dispose](): void {
    this.#deathWatch[Symbol.dispose]();
  }

  #notReady() {
    return hostNotReady(this.#powered.name, this.#powered.container, this.#trouble);
  }

  #enter(state: HostState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #died(exitCode: number): void {
    this.#powered.mapped(undefined);
    this.#boot.abort();
    if (this.#removing.signal.aborted) return;
    const asked = this.#next;
    if (asked === 'fails') this.#next = undefined;
    const reboots = exitCode === EXIT_REBOOT || asked === 'fails';
    if (asked === 'shuts-down' || exitCode === EXIT_POWER_OFF || (reboots && this.downtimeMs === Infinity)) {
      this.#enter('off');
    } else if (reboots) {
      this.#booting = this.#bootAfter(this.downtimeMs);
    } else {
      this.#trouble = new ContainerEnded(exitCode);
      this.#enter('broken');
    }
  }

  /** Never throws: what went wrong is kept for whoever waits for the host. */
  async #bootAfter(downtimeMs: number): Promise<void> {
    this.#boot = new AbortController();
    const signal = AbortSignal.any([this.#boot.signal, this.#removing.signal]);
    this.#trouble = undefined;
    this.#enter('rebooting');
    const { container, started, bootWithinMs, mapped } = this.#powered;
    try {
      if (downtimeMs > 0) await pause(downtimeMs, signal);
      signal.throwIfAborted();
      const since = elapsed();
      await container.start();
      const port = await started.portAgain();
      await waitForBanner(port, { withinMs: bootWithinMs, signal });
      this.#port = port;
      mapped(port);
      this.#boots.push({ at: now(), tookMs: elapsed() - since });
      this.#enter('up');
    } catch (error) {
      // Its end has been told to #died, which knows better what it means.
      if (signal.aborted) return;
      this.#trouble = error;
      this.#enter('broken');
    }
  }
}
