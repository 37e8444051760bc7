import { toSource } from '../parse/source.ts';
import type { Role } from '../resolve/project.ts';
import { type Context, inside } from './context.ts';
import { runFile } from './include.ts';
import type { State } from './state.ts';
import { MAX_DEPTH } from './universe.ts';
import type { Walk } from './walk.ts';

/** A role with what it depends on; its variables stay visible to the rest of the play. */
export function runRole(
  walk: Walk,
  role: Role,
  context: Context,
  states: readonly State[],
  tasksFrom?: string,
  depth = 0,
): State[] {
  const { project } = walk.universe;
  let live = [...states];
  if (depth > MAX_DEPTH || context.frames.filter((frame) => frame.role?.dir === role.dir).length > 2) return live;
  for (const name of project.dependenciesOf(role)) {
    const found = project.findRole(name, role.dir);
    if (found && !walk.depending.has(found.dir)) live = dependency(walk, role, found, context, live, depth);
  }
  walk.layers = [
    { vars: project.variables.ofRole(role, 'vars'), soft: false },
    ...walk.layers,
    { vars: project.variables.ofRole(role, 'defaults'), soft: true },
  ].slice(0, MAX_LAYERS);
  const path = project.findFile(`tasks/${tasksFrom ?? 'main'}`, [role.dir]);
  const source = context.frames.at(-1)?.source ?? toSource(role.dir, '');
  const inner = inside(context, { kind: 'role', source, keywords: new Map(), role });
  for (const task of project.handlersOf(role))
    if (!walk.handlers.some((handler) => handler.task === task)) walk.handlers.push({ task, context: inner });
  if (!path) return live;
  return runFile(walk, path, inner, live).map((state) =>
    state.flow === 'role-ended' ? state.with({ flow: 'on' }) : state,
  );
}

/** Roles that depend on each other come once. */
function dependency(
  walk: Walk,
  role: Role,
  found: Role,
  context: Context,
  states: readonly State[],
  depth: number,
): State[] {
  const outermost = !walk.depending.has(role.dir);
  walk.depending.add(role.dir);
  const after = runRole(walk, found, context, states, undefined, depth + 1);
  if (outermost) walk.depending.delete(role.dir);
  return after;
}

const MAX_LAYERS = 60;
