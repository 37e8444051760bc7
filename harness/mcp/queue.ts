import { Mutex } from 'async-mutex';

/** One drill at a time, whoever asks: they share this machine, and would make each other's clocks wrong. */
export class Queue {
  readonly #mutex = new Mutex();
  #waiting = 0;

  /** Runs it when all before it are over. Throws the signal's reason where that comes first. `waits` is told how many are before it. */
  async run<T>(signal: AbortSignal, waits: (before: number) => void, work: () => Promise<T>): Promise<T> {
    if (this.#waiting > 0) waits(this.#waiting);
    this.#waiting++;
    try {
      const release = await this.#turn(signal);
      try {
        signal.throwIfAborted();
        return await work();
      } finally {
        release();
      }
    } finally {
      this.#waiting--;
    }
  }

  /** Whoever gives up waiting lets go of the turn as soon as it comes. */
  async #turn(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const turn = this.#mutex.acquire();
    const gaveUp = Promise.withResolvers<never>();
    const giveUp = () => gaveUp.reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([turn, gaveUp.promise]);
    } catch (error) {
      void turn.then((release) => release());
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }
}
