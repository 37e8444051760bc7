import type { Facts } from '../model/facts.ts';
import type { Fetched } from '../model/fetched.ts';

/** For a run's result: where it fetched packages from, and how often. */
export function withFetched(facts: Pick<Facts, 'sightings'>): { readonly fetched?: readonly Fetched[] } {
  const answered = facts.sightings('fetch').filter(({ failed }) => failed === undefined);
  const byRegistry = Map.groupBy(answered, ({ from }) => from);
  const fetched = [...byRegistry].map(([from, asked]) => ({ from, requests: asked.length }));
  return fetched.length > 0 ? { fetched } : {};
}
