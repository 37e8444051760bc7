import type { Place } from '../model/place.ts';
import { Universe } from './abstract/universe.ts';
import { stringsIn } from './parse/node.ts';
import { placeAt } from './parse/source.ts';
import type { TaskNode } from './parse/task.ts';
import type { ReadPlaybook } from './read-playbook.ts';
import { selectAll } from './resolve/select.ts';

/** A task that needs a service manager on its hosts. */
export interface ServiceUse {
  readonly place: Place;
  /** What in it does, as the sentence "… uses SOMETHING" has it. */
  readonly what: string;
}

/** ansible-core's modules that ask the host's service manager, or differ by it. */
const MODULES = new Set(['service', 'service_facts', 'systemd', 'systemd_service']);
/** systemd's own programs, where its units are, what holds its state, and the fact that names it. */
const WORDS =
  /(?<![\w.-])((?:bus|hostname|journal|locale|login|machine|network|resolve|system|timedate)ctl|systemd-[a-z]+(?:-[a-z]+)*)(?![\w.-])|\/(?:etc|lib|run)\/systemd\/|\b(?:ansible_)?service_mgr\b/;

/**
 * The first task of a playbook, in the order of its source, that needs a service manager: of its plays, roles, includes and handlers.
 * What a script or a template on the way does isn't looked at.
 */
export function serviceManagerUse({ project, realPath }: ReadPlaybook): ServiceUse | undefined {
  const all = new Universe(project, selectAll(project.texts), { kind: 'playbook', path: realPath });
  for (const task of all.standing.keys()) {
    const what = task.block ? inWords(task, false) : useOf(task);
    if (what) return { place: placeAt(task.source, task.map.start), what };
  }
  return undefined;
}

function useOf(task: TaskNode): string | undefined {
  const { action } = task;
  return action && MODULES.has(action.short) ? `the module ${action.name}` : inWords(task, true);
}

/** A block's own tasks come up by themselves. */
function inWords(task: TaskNode, whole: boolean): string | undefined {
  const nodes = whole ? [task.map] : ['when', 'vars'].flatMap((key) => task.keywords.get(key)?.value ?? []);
  for (const node of nodes)
    for (const { text } of stringsIn(node)) {
      const found = WORDS.exec(text);
      if (found) return found[1] ?? (found[0].startsWith('/') ? `a path in ${found[0]}` : found[0]);
    }
  return undefined;
}
