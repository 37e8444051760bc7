import type { Facts } from '../model/facts.ts';
import type { History } from '../model/history.ts';
import { Projection } from './projection.ts';

/** The facts of a whole run. Pure: the same history gives the same. */
export function project(history: History): Facts {
  const projection = new Projection();
  for (const entry of history) projection.add(entry);
  return projection.facts;
}
