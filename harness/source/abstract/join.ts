import type { State } from './state.ts';
import { spell, type Value } from './value.ts';

/** More ways than these for one job aren't told apart; what is left out is unknown. */
const MAX_STATES = 32;
/** Before a job begins, fewer are worth their while. */
const MAX_UNSTRUCK = 16;

/** Makes one of states that differ only in what has nothing to do with any job. */
export function join(states: readonly State[]): State[] {
  const byKey = new Map<string, State>();
  for (const state of states) {
    const { key } = state;
    const known = byKey.get(key);
    byKey.set(key, known ? both(known, state) : state);
  }
  const joined = [...byKey.values()];
  return joined.length > MAX_UNSTRUCK ? bounded(joined) : joined;
}

function both(a: State, b: State): State {
  return a.with({
    decided: a.decided.common(b.decided),
    vars: commonVars(a.vars, b.vars),
    work: new Set([...a.work].filter((task) => b.work.has(task))),
    byOutput: a.byOutput || b.byOutput,
  });
}

/** Known on both ways, or not known at all. */
function commonVars(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  if (a === b) return a;
  const vars = new Map<string, Value>();
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(name), b.get(name)];
    const same = left !== undefined && right !== undefined && (left === right || spell(left) === spell(right));
    if (same) vars.set(name, left);
  }
  return vars;
}

/** For each job, the first ways; the rest of them end here, and nothing is claimed of the job. */
function bounded(states: readonly State[]): State[] {
  const groups = Map.groupBy(states, ({ strike }) =>
    strike ? `${strike.launch} ${strike.end} ${strike.item} ${strike.run}` : '',
  );
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group as [State, ...State[]];
    if (!first.strike)
      return group.length > MAX_UNSTRUCK ? [others.reduce((one, other) => both(one, other), first)] : group;
    if (group.length <= MAX_STATES) return group;
    return group
      .slice(0, MAX_STATES)
      .map((state) => state.with({ lost: state.lost ?? `more than ${MAX_STATES} ways` }));
  });
}
