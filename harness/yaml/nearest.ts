import { closest, distance } from 'fastest-levenshtein';

/** The name that was most likely meant, if one is near enough to be worth a guess. */
export function nearest(name: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const guess = closest(name, [...valid]);
  return distance(name, guess) <= Math.max(2, Math.floor(name.length / 3)) ? guess : undefined;
}
