/** An empty list. A large project has a dozen of them for each task, so that all share one. */
export const NONE: readonly never[] = Object.freeze([]);

export function sharedIfEmpty<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list;
}
