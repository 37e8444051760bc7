import { toSource } from '../parse/source.ts';
import type { Role } from '../resolve/project.ts';
import { type Context, inside } from './context.ts';
import { runFile } from './file.ts';
import type { State } from './state.ts';
import { MAX_DEPTH } from './universe.ts';
import type { Walk } from './walk.ts';

/** A role as something brings it in. */
interface RoleUse {
  readonly role: Role;
  readonly tasksFrom?: string | undefined;
  /** Roles that depend on it, one on the other. */
  readonly depth?: number;
}

/** A role with what it depends on; its variables stay visible to the rest of the play. */
export function runRole(walk: Walk, use: RoleUse, context: Context, states: readonly State[]): State[] {
  const { role, tasksFrom, depth = 0 } = use;
  const { project } = walk.universe;
  if (depth > MAX_DEPTH || context.frames.filter((frame) => frame.role?.dir === role.dir).length > 2)
    return [...states];
  const live = dependencies(walk, use, context, states);
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

/** What a role depends on runs before it. Roles that depend on each other come once. */
function dependencies(walk: Walk, { role, depth = 0 }: RoleUse, context: Context, states: readonly State[]): State[] {
  const { project } = walk.universe;
  let live = [...states];
  for (const name of project.dependenciesOf(role)) {
    const found = project.findRole(name, role.dir);
    if (!found || walk.depending.has(found.dir)) continue;
    const outermost = !walk.depending.has(role.dir);
    walk.depending.add(role.dir);
    live = runRole(walk, { role: found, depth: depth + 1 }, context, live);
    if (outermost) walk.depending.delete(role.dir);
  }
  return live;
}

const MAX_LAYERS = 60;
