/** Most that are kept of one session. */
const MOST = 20;

/** Answers that were too long, whole, for as long as the session lasts. */
export class Kept {
  readonly #texts = new Map<string, string>();
  #last = 0;

  /** Returns its address. */
  keep(text: string): string {
    const id = String(++this.#last);
    this.#texts.set(id, text);
    for (const old of this.#texts.keys()) {
      if (this.#texts.size <= MOST) break;
      this.#texts.delete(old);
    }
    return `reapcheck://answers/${id}`;
  }

  text(id: string): string | undefined {
    return this.#texts.get(id);
  }

  get ids(): readonly string[] {
    return [...this.#texts.keys()];
  }
}
