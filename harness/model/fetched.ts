/** A package registry that a run reached, by name and port. */
export interface Fetched {
  readonly from: string;
  readonly requests: number;
}

/** Something that may have fetched packages. */
interface Fetching {
  readonly fetched?: readonly Fetched[];
}

/** Of several runs: how often each registry was asked in all, and by how many of them. */
export function fetchedBy(runs: readonly Fetching[]): readonly (Fetched & { readonly runs: number })[] {
  const byRegistry = Map.groupBy(
    runs.flatMap(({ fetched = [] }) => fetched),
    ({ from }) => from,
  );
  return [...byRegistry].map(([from, each]) => ({
    from,
    requests: each.reduce((sum, { requests }) => sum + requests, 0),
    runs: each.length,
  }));
}
