import type { Where } from '../library/where.ts';
import type { Call } from './tool.ts';

/** Several paths that were checked, for one call of the library. */
export interface InsideAll {
  readonly paths: readonly string[];
  readonly where: Where;
}

/** All of them in one root: the one that the first is in. Those in others are named whole. Throws `outside-roots`. */
export function insideAll(given: readonly string[], { roots, session }: Call): InsideAll {
  const all = given.map((path) => roots.existing(path));
  const cwd = all[0]?.cwd ?? '';
  return {
    paths: all.map((one) => (one.cwd === cwd ? one.path : `${one.cwd}/${one.path}`)),
    where: session.where({ cwd }, roots),
  };
}
