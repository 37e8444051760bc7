import type { YamlPair } from './node.ts';

/** What a mapping says, by its keys; of a key that is given twice the last, as Ansible takes it. */
export type Keywords = Pick<ReadonlyMap<string, YamlPair>, 'get' | 'has' | 'values'>;

/** A task has this many at most, if a person has written it. */
const FEW = 16;

export function keywordsOf(pairs: readonly YamlPair[]): Keywords {
  const byKey = new Map(pairs.map((pair) => [pair.key, pair] as const));
  return pairs.length > FEW ? byKey : new FewKeywords([...byKey.values()]);
}

/** Looked through one by one: a map for each task of a large project takes more room than all that it has read. */
class FewKeywords implements Keywords {
  readonly #pairs: readonly YamlPair[];

  /** Each key once. */
  constructor(pairs: readonly YamlPair[]) {
    this.#pairs = pairs;
  }

  get(key: string): YamlPair | undefined {
    for (const pair of this.#pairs) if (pair.key === key) return pair;
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  values(): MapIterator<YamlPair> {
    return this.#pairs.values();
  }
}
