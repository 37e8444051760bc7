import type { Layer } from '../flow/scope.ts';
import { toSource } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Project } from '../resolve/project.ts';
import type { Role } from '../resolve/roles.ts';
import { type Context, inside } from './context.ts';
import { MAX_DEPTH } from './universe.ts';

/** A role as something brings it in. */
export interface RoleUse {
  readonly role: Role;
  readonly tasksFrom?: string | undefined;
}

/** One role that runs because something brings it in: that role, or one that it depends on. */
export interface RoleTurn {
  /** Its file of tasks, where it has one. */
  readonly path: string | undefined;
  readonly handlers: readonly TaskNode[];
  /** What is around its tasks and handlers. */
  readonly context: Context;
  /** Its variables stay visible to the rest of the play: `vars` above all others, `defaults` below. */
  readonly vars: Layer;
  readonly defaults: Layer;
  /** Roles that run it because they depend on it, one on the other. */
  readonly depending: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** A role and what it depends on, which runs before it. Roles that depend on each other come once. */
export function turnsOf(
  project: Project,
  { role, tasksFrom }: RoleUse,
  context: Context,
  depending: ReadonlySet<string> = NONE,
): RoleTurn[] {
  if (depending.size > MAX_DEPTH || context.frames.filter((frame) => frame.role?.dir === role.dir).length > 2)
    return [];
  const turns = project.dependenciesOf(role).flatMap((name) => {
    const found = project.roles.find(name, role.dir);
    if (!found || depending.has(found.dir)) return [];
    return turnsOf(project, { role: found }, context, new Set(depending).add(role.dir));
  });
  const source = context.frames.at(-1)?.source ?? toSource(role.dir, '');
  return [
    ...turns,
    {
      path: project.paths.find(`tasks/${tasksFrom ?? 'main'}`, [role.dir]),
      handlers: project.handlersOf(role),
      context: inside(context, { kind: 'role', source, keywords: new Map(), role }),
      vars: { vars: project.variables.ofRole(role, 'vars'), soft: false },
      defaults: { vars: project.variables.ofRole(role, 'defaults'), soft: true },
      depending,
    },
  ];
}
