/** Things of a union, kept apart by their `type`, each kind in the order in which it came. */
export class ByType<U extends { readonly type: string }> {
  readonly #kinds = new Map<string, U[]>();

  add(one: U): void {
    const kind = this.#kinds.get(one.type);
    if (kind) kind.push(one);
    else this.#kinds.set(one.type, [one]);
  }

  /** What has come so far, and will not change when more comes. */
  snapshot(): <T extends U['type']>(type: T) => readonly Extract<U, { readonly type: T }>[] {
    const kinds = new Map([...this.#kinds].map(([type, all]) => [type, all.slice()]));
    return <T extends U['type']>(type: T) => (kinds.get(type) ?? []) as Extract<U, { readonly type: T }>[];
  }
}
