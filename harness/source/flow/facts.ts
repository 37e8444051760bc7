import { union, type Value } from './value.ts';

/** What registers and facts hold by now. What is set where it may not be is known in two ways afterwards. */
export class Facts extends Map<string, Value> {
  /** Of each body that may not run, the innermost last: what its names held before. */
  private readonly before: Map<string, Value | undefined>[] = [];

  override set(name: string, value: Value): this {
    const before = this.before.at(-1);
    if (before && !before.has(name)) before.set(name, this.get(name));
    return super.set(name, value);
  }

  /** Runs what may not run at all: afterwards, a name holds what the body has set or what there was before. */
  perhaps(body: () => void): void {
    const before = new Map<string, Value | undefined>();
    this.before.push(before);
    try {
      body();
    } finally {
      this.before.pop();
    }
    for (const [name, old] of before) {
      const value = this.get(name);
      const outer = this.before.at(-1);
      if (outer && !outer.has(name)) outer.set(name, old);
      if (old && value && old !== value) super.set(name, union([old, value]));
    }
  }
}
