import type { Readable } from 'node:stream';
import { pause } from '../time/clock.ts';
import type { Engine } from './engine.ts';
import { SESSION_LABEL } from './mark.ts';

/** Told the exit code of a container's PID 1. */
export type OnDeath = (exitCode: number) => void;

interface EngineEvent {
  readonly id: string;
  readonly timeNano: number;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

/** Splits a stream of JSON lines. */
function lines(take: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk.toString('utf8')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') take(part);
  };
}

/** Hears from the engine when containers of a session die: one event stream for all of them. */
export class Deaths implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #session: string;
  readonly #watched = new Map<string, OnDeath>();
  readonly #early = new Map<string, number>();
  readonly #closing = new AbortController();
  #stream: Readable | undefined;
  /** By container: when its last death was. In ns, of which a number keeps only the first 53 bits. */
  readonly #told = new Map<string, number>();
  #since = 0;
  #listening: Promise<void> = Promise.resolve();

  private constructor(engine: Engine, session: string) {
    this.#engine = engine;
    this.#session = session;
  }

  /** Listens from before the first container on, so that none can die unheard. */
  static async listen(engine: Engine, session: string): Promise<Deaths> {
    const deaths = new Deaths(engine, session);
    await deaths.#connect();
    deaths.#listening = deaths.#listen();
    return deaths;
  }

  /** Deaths that came before are told at once. */
  watch(containerId: string, onDeath: OnDeath): Disposable {
    this.#watched.set(containerId, onDeath);
    const early = this.#early.get(containerId);
    this.#early.delete(containerId);
    if (early !== undefined) queueMicrotask(() => this.#watched.get(containerId)?.(early));
    return { [Symbol.dispose]: () => this.#watched.delete(containerId) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#stream?.destroy();
    await this.#listening;
  }

  async #connect(): Promise<void> {
    // Podman calls it by another name, in the question alone.
    const filters = {
      type: ['container' as const],
      event: ['die', 'died'],
      label: [`${SESSION_LABEL}=${this.#session}`],
    };
    const since = this.#since === 0 ? {} : { since: this.#since };
    const stream = await this.#engine.getEvents({ ...since, filters });
    stream.on(
      'data',
      lines((line) => this.#hear(JSON.parse(line) as EngineEvent)),
    );
    this.#stream = stream as Readable;
  }

  /** The engine may be restarted under us: then it is asked for what we missed. */
  async #listen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const stream = this.#stream;
      if (stream && !stream.destroyed && !stream.readableEnded) {
        const { promise, resolve } = Promise.withResolvers<void>();
        for (const event of ['end', 'error', 'close']) stream.on(event, () => resolve());
        await promise;
      }
      if (signal.aborted) return;
      await pause(500, signal).catch(() => {});
      await this.#connect().catch(() => {});
    }
  }

  #hear(event: EngineEvent): void {
    if (this.#told.get(event.id) === event.timeNano) return; // told again after a reconnect
    this.#told.set(event.id, event.timeNano);
    this.#since = Math.floor(event.timeNano / 1e9);
    const exitCode = Number(event.Actor.Attributes.exitCode);
    const onDeath = this.#watched.get(event.id);
    if (onDeath) onDeath(exitCode);
    else this.#early.set(event.id, exitCode);
  }
}
