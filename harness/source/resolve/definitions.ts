import { hasWord } from '../jinja/has-word.ts';

/** Whole files that are encrypted may define anything. */
const SEALED = '$ANSIBLE_VAULT;';

/** Which names the files of a tree give a value to, by their text: a key, `name=`, a register, a loop's variable, a prompt. */
export class Definitions {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly known = new Map<string, boolean>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
  }

  /** Whether some file may set it. Uses don't count. */
  has(name: string): boolean {
    const before = this.known.get(name);
    if (before !== undefined) return before;
    let found = false;
    for (const text of this.texts.values()) {
      found = text.startsWith(SEALED) || (hasWord(text, name) && sets(text, name));
      if (found) break;
    }
    this.known.set(name, found);
    return found;
  }
}

function sets(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 80), at);
    const after = text.slice(at + name.length, at + name.length + 40);
    if (/[\w.]$/.test(before) || /^\w/.test(after)) continue;
    if (/^["']?\s*(?::(\s|$)|=(?!=))/.test(after)) return true;
    if (/(register|loop_var|index_var|name|set_fact)["']?\s*[:=]\s*["']?$/.test(before)) return true;
    if (/\{%-?\s*(set|for)\s+([\w]+\s*,\s*)?$/.test(before)) return true;
  }
  return false;
}
