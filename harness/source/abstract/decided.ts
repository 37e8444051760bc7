import { hasWord } from '../jinja/has-word.ts';
import type { Value } from './value.ts';

/** A truth that nobody knows. `pins`: where it holds, the thing of that name is that value. */
export interface Atom {
  readonly key: string;
  /** It hangs on what the struck job did or said. */
  readonly tainted: boolean;
  readonly pins?: { readonly name: string; readonly value: Value };
}

/** Thrown where an answer needs a truth that the path hasn't decided: the path forks on it, and asks again. */
export class Need {
  readonly atom: Atom;

  constructor(atom: Atom) {
    this.atom = atom;
  }
}

/** Thrown where Ansible would fail the task: something undefined, a wrong type. */
export class Bad {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** What one path has assumed so far. */
export class Decided {
  readonly truths: ReadonlyMap<string, boolean>;
  readonly pinned: ReadonlyMap<string, Value>;

  constructor(truths: ReadonlyMap<string, boolean> = new Map(), pinned: ReadonlyMap<string, Value> = new Map()) {
    this.truths = truths;
    this.pinned = pinned;
  }

  with(atom: Atom, truth: boolean): Decided {
    const pinned = atom.pins && truth ? new Map(this.pinned).set(atom.pins.name, atom.pins.value) : this.pinned;
    return new Decided(new Map(this.truths).set(atom.key, truth), pinned);
  }

  /** The one value that the path has given to what is otherwise unknown. */
  pin(name: string): Value | undefined {
    return this.pinned.get(name);
  }

  /** Throws `Need` where it isn't decided. */
  truth(atom: Atom): boolean {
    const known = this.truths.get(atom.key);
    if (known !== undefined) return known;
    const pinned = atom.pins && this.pinned.get(atom.pins.name);
    if (atom.pins && pinned !== undefined) return pinned === atom.pins.value;
    throw new Need(atom);
  }

  /** Without what was assumed of a name: it stands for something else from here on. */
  without(name: string): Decided {
    const truths = [...this.truths].filter(([key]) => !asksFor(key, name));
    const pinned = [...this.pinned].filter(([key]) => !asksFor(key, name));
    if (truths.length === this.truths.size && pinned.length === this.pinned.size) return this;
    return new Decided(new Map(truths), new Map(pinned));
  }

  /** What both assume. */
  common(other: Decided): Decided {
    if (other === this) return this;
    const same = (key: string, value: unknown, map: ReadonlyMap<string, unknown>) => map.get(key) === value;
    return new Decided(
      new Map([...this.truths].filter(([key, value]) => same(key, value, other.truths))),
      new Map([...this.pinned].filter(([key, value]) => same(key, value, other.pinned))),
    );
  }
}

/** Whether what was decided names a variable; an attribute of that name is none. */
function asksFor(key: string, name: string): boolean {
  return hasWord(key.replaceAll(/\.\w+/g, ''), name);
}
