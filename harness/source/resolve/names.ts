import { hasWord } from '../jinja/has-word.ts';

/** Whole files that are encrypted may define anything. */
const SEALED = '$ANSIBLE_VAULT;';

/** Which names stand in the files of a tree, and which are given a value there: by their text, before it costs a parse. */
export class Names {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly words = new Map<string, ReadonlySet<string>>();
  private readonly known = new Map<string, boolean>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
  }

  /** The words of a file: it can mean no other name. */
  in(path: string): ReadonlySet<string> {
    const before = this.words.get(path);
    if (before) return before;
    const words = new Set((this.texts.get(path) ?? '').match(/[A-Za-z_]\w*/g));
    this.words.set(path, words);
    return words;
  }

  /** Whether some file may set it: by a key, `name=`, a register, a loop's variable, a prompt. Uses don't count. */
  maySet(name: string): boolean {
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
