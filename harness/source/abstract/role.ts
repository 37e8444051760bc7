import type { Layer } from '../flow/scope.ts';
import type { Context } from './context.ts';
import { runFile } from './file.ts';
import { type RoleTurn, type RoleUse, turnsOf } from './role-turns.ts';
import type { State } from './state.ts';
import type { Walk } from './walk.ts';

/** Runs a role after what it depends on. */
export function runRole(walk: Walk, use: RoleUse, context: Context, states: readonly State[]): State[] {
  return runTurns(walk, turnsOf(walk.universe.project, use, context, walk.depending), states);
}

export function runTurns(walk: Walk, turns: readonly RoleTurn[], states: readonly State[]): State[] {
  let live = [...states];
  for (const turn of turns) live = runTurn(walk, turn, live);
  return live;
}

function runTurn(walk: Walk, turn: RoleTurn, states: readonly State[]): State[] {
  const { path, context, handlers } = turn;
  walk.layers = layered(walk.layers, [turn]);
  for (const task of walk.slice.tasksOf(handlers))
    if (!walk.handlers.some((handler) => handler.task === task)) walk.handlers.push({ task, context });
  if (!path) return [...states];
  const outer = walk.depending;
  walk.depending = turn.depending;
  const after = runFile(walk, path, context, states);
  walk.depending = outer;
  return after.map((state) => (state.flow === 'role-ended' ? state.with({ flow: 'on' }) : state));
}

const MAX_LAYERS = 60;

/** The variables of a play once roles have had their turns: the nearest ones, where there are many. */
export function layered(layers: readonly Layer[], turns: readonly RoleTurn[]): readonly Layer[] {
  if (turns.length === 0) return layers;
  const above = turns.slice(-MAX_LAYERS).map((turn) => turn.vars);
  const below = turns.slice(0, MAX_LAYERS).map((turn) => turn.defaults);
  return [...above.reverse(), ...layers, ...below].slice(0, MAX_LAYERS);
}
