import { stringsIn, type YamlNode } from '../parse/node.ts';

/** Variables whose values are templates: each carries what it reads. */
export class Templates {
  private readonly readers = new Map<string, Set<string>>();
  private readonly madeOf = new Map<string, ReadonlySet<string>>();

  /** Gives what they read. */
  add(vars: ReadonlyMap<string, YamlNode>): ReadonlySet<string> {
    const all = new Set<string>();
    for (const [name, node] of vars)
      for (const word of wordsOf(node)) {
        all.add(word);
        this.readers.set(word, (this.readers.get(word) ?? new Set()).add(name));
      }
    return all;
  }

  /** Whether any is made of a variable of this name. */
  read(name: string): boolean {
    return this.readers.has(name);
  }

  /** Those that are made of a variable of this name, in one step or several. */
  of(name: string): ReadonlySet<string> {
    const known = this.madeOf.get(name);
    if (known) return known;
    const found = new Set<string>();
    const open = [name];
    for (let one = open.pop(); one !== undefined; one = open.pop())
      for (const template of this.readers.get(one) ?? []) {
        if (found.has(template)) continue;
        found.add(template);
        open.push(template);
      }
    this.madeOf.set(name, found);
    return found;
  }
}

function wordsOf(node: YamlNode): Set<string> {
  const words = new Set<string>();
  for (const { text } of stringsIn(node))
    if (text.includes('{')) for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) words.add(word);
  return words;
}
