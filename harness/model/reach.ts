import type { Place } from './place.ts';

/** Where a way through a project begins: what somebody runs, or a part of it that no playbook here brings in. */
export interface Entry {
  readonly kind: 'playbook' | 'role' | 'file';
  /** The playbook, the role's directory, or the file of tasks. */
  readonly path: string;
}

/** One way by which a task is reached. Two tasks that are reached alike run on the same hosts. */
export interface Reach {
  readonly entry: Entry;
  /** Where the play begins; undefined for roles and files that no play brings in. */
  readonly play: Place | undefined;
}

const keys = new WeakMap<Reach, string>();

/** Two that are one have one key. */
export function keyOf(reach: Reach): string {
  const known = keys.get(reach);
  if (known !== undefined) return known;
  const { entry, play } = reach;
  const key = [entry.kind, entry.path, play?.file, play?.line, play?.column].join('\n');
  keys.set(reach, key);
  return key;
}

function sameReach(a: Reach, b: Reach): boolean {
  return a === b || keyOf(a) === keyOf(b);
}

/** Whether there is a way on which both come up in the same play. */
export function reachedAlike(a: { readonly reaches: readonly Reach[] }, b: { readonly reaches: readonly Reach[] }) {
  return a.reaches.some((one) => b.reaches.some((other) => sameReach(one, other)));
}
