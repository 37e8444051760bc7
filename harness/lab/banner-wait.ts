import type { Container } from 'dockerode';
import type { BoundPorts, WaitStrategy } from 'testcontainers';
import { ReapcheckError } from '../model/error.ts';
import { waitForBanner } from './banner.ts';
import { refuseEngineElsewhere } from './elsewhere.ts';
import { hostNotReady } from './not-ready.ts';
import type { Way } from './remote/reach.ts';

interface Awaited {
  readonly hostname: string;
  readonly bootWithinMs: number;
  readonly signal: AbortSignal;
  readonly notReady: (why: unknown) => void;
  /** Told what its SSH server calls itself. */
  readonly greeted: (sshServer: string) => void;
  /** To the mapped port. */
  readonly way: Way;
}

/** Testcontainers' readiness: an SSH banner on the mapped port. On failure it says what the container's log says. */
export class BannerWait implements WaitStrategy {
  readonly #name: string;
  readonly #signal: AbortSignal;
  readonly #notReady: (why: unknown) => void;
  readonly #greeted: (sshServer: string) => void;
  readonly #way: Way;
  readonly #port: number | undefined;
  #withinMs: number;
  #set = false;

  /** `notReady` is told why before Testcontainers stops the container, which looks like a death of its own. `port`: where nothing is mapped. */
  constructor({ hostname, bootWithinMs, signal, notReady, greeted, way }: Awaited, port?: number) {
    this.#name = hostname;
    this.#withinMs = bootWithinMs;
    this.#signal = signal;
    this.#notReady = notReady;
    this.#greeted = greeted;
    this.#way = way;
    this.#port = port;
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
    const mapped = this.#port ?? ports.getBinding(22);
    const port = this.#port ?? this.#way.lead(mapped);
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#signal]);
    const greeted = waitForBanner(port, { withinMs: this.#withinMs, signal });
    // What is in a namespace of ours was not published by the engine, and what is led to us may be anywhere.
    const here = this.#port === undefined && port === mapped;
    const elsewhere = here ? refuseEngineElsewhere(container, port, signal) : Promise.resolve();
    try {
      this.#greeted(await Promise.race([greeted, elsewhere.then(() => greeted)]));
    } catch (error) {
      const known = this.#signal.aborted || error instanceof ReapcheckError;
      const why = known ? error : await hostNotReady(this.#name, container, error);
      this.#notReady(why);
      throw why;
    } finally {
      over.abort();
      await Promise.allSettled([greeted, elsewhere]);
    }
  }
}
