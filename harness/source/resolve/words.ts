/** The words of files, each read once: which names a file could mean, before it costs a parse. */
export class Words {
  private readonly known = new Map<string, ReadonlySet<string>>();
  private readonly texts: ReadonlyMap<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
  }

  of(path: string): ReadonlySet<string> {
    const known = this.known.get(path);
    if (known) return known;
    const words = new Set((this.texts.get(path) ?? '').match(/[A-Za-z_]\w*/g));
    this.known.set(path, words);
    return words;
  }
}
