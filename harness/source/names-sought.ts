/** A longer word names nothing. */
const MAX_WORD = 200;

/** Names that are looked for in texts: each as a word, or as the beginning or the end of a dotted one. */
export class NamesSought {
  readonly found = new Set<string>();
  private readonly names: ReadonlySet<string>;

  constructor(names: ReadonlySet<string>) {
    this.names = names;
  }

  lookIn(text: string): void {
    for (const [word] of text.matchAll(/[\w.-]+/g)) if (word.length <= MAX_WORD) this.lookAt(word);
  }

  private lookAt(word: string): void {
    this.take(word);
    for (let dot = word.indexOf('.'); dot !== -1; dot = word.indexOf('.', dot + 1)) {
      this.take(word.slice(0, dot));
      this.take(word.slice(dot + 1));
    }
  }

  private take(name: string): void {
    if (this.names.has(name)) this.found.add(name);
  }
}
