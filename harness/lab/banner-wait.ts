import type { Container } from 'dockerode';
import type { BoundPorts, WaitStrategy } from 'testcontainers';
import { waitForBanner } from './banner.ts';
import { hostNotReady, requireRunning } from './not-ready.ts';

/** Testcontainers' readiness: an SSH banner on the mapped port. On failure it says what the container's log says. */
export class BannerWait implements WaitStrategy {
  readonly #name: string;
  readonly #signal: AbortSignal | undefined;
  #withinMs: number;
  #set = false;

  constructor(name: string, withinMs: number, signal: AbortSignal | undefined) {
    this.#name = name;
    this.#withinMs = withinMs;
    this.#signal = signal;
  }

  withStartupTimeout(ms: number): this {
    this.#withinMs = ms;
    this.#set = true;
    return this;
  }

  isStartupTimeoutSet(): boolean {
    return this.#set;
  }

  getStartupTimeout(): number {
    return this.#withinMs;
  }

  async waitUntilReady(container: Container, ports: BoundPorts): Promise<void> {
    try {
      await waitForBanner(ports.getBinding(22), {
        withinMs: this.#withinMs,
        signal: this.#signal,
        alive: () => requireRunning(container),
      });
    } catch (error) {
      throw this.#signal?.aborted ? error : await hostNotReady(this.#name, container, error);
    }
  }
}
