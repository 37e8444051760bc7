import { posix } from 'node:path';

/** The files that bring in others, by each word with which they may name one. What a large tree has many of is found by where it stands. */
export class Linking {
  private readonly byWord = new Map<string, string[]>();
  private readonly sorted = new Set<string>();
  private readonly byDirectory = new Map<string, Map<string, string[]>>();

  add(word: string, path: string): void {
    const known = this.byWord.get(word);
    if (known) known.push(path);
    else this.byWord.set(word, [path]);
  }

  /** All that use a word. */
  using(word: string): readonly string[] {
    return this.byWord.get(word) ?? [];
  }

  /** Those of them below a directory. */
  *below(word: string, directory: string): Iterable<string> {
    const paths = this.inOrder(word);
    const prefix = `${directory}/`;
    for (let at = firstFrom(paths, prefix); paths[at]?.startsWith(prefix); at++) yield paths[at] as string;
  }

  /** Those of them in a directory itself. */
  in(word: string, directory: string): readonly string[] {
    const known = this.byDirectory.get(word) ?? Map.groupBy(this.using(word), (path) => posix.dirname(path));
    this.byDirectory.set(word, known);
    return known.get(directory) ?? [];
  }

  private inOrder(word: string): readonly string[] {
    const paths = this.byWord.get(word) ?? [];
    if (!this.sorted.has(word)) {
      // By code units, as the search compares them.
      paths.sort((a, b) => (a < b ? -1 : 1));
      this.sorted.add(word);
    }
    return paths;
  }
}

/** Index of the first that does not come before a text. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
