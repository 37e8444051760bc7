/** Lets so many through at a time, in the order in which they came. */
export class Gate {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(width: number) {
    this.#free = Math.max(1, Math.floor(width));
  }

  /** Runs `act` when there is room. Throws the signal's reason if it is aborted by then. */
  async run<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((enter) => this.#queue.push(enter));
    try {
      signal?.throwIfAborted();
      return await act();
    } finally {
      // The place goes straight to the next in line, so that nobody can slip in between.
      const next = this.#queue.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
