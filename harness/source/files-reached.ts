import { Universe } from './abstract/universe.ts';
import type { ReadPlaybook } from './read-playbook.ts';
import { selectAll } from './resolve/select.ts';

/** The playbook and the files of tasks and handlers that it brings in, by imports, includes and roles, as paths. */
export function filesReached({ project, realPath }: ReadPlaybook): readonly string[] {
  const all = new Universe(project, selectAll(project.texts), { kind: 'playbook', path: realPath });
  return [...new Set([realPath, ...[...all.standing.values()].map(({ file }) => file)])];
}
