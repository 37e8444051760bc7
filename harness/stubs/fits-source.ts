import { ReapcheckError } from '../model/error.ts';
import { fitsPattern } from '../model/pattern.ts';
import { actionNames, type ModuleStub, type Stub, stubTitle } from '../model/stub.ts';
import { textOf, type YamlNode } from '../source/parse/node.ts';
import { isTaskKeyword } from '../source/parse/task.ts';
import type { Project } from '../source/resolve/project.ts';
import { nearest } from '../yaml/nearest.ts';

/** Run without standing in any file. */
const IMPLICIT = ['gather_facts', 'setup'];

/**
 * Throws `stub-fits-nothing` for a stub of tasks that no task of the project can match. Says nothing where tasks may come from
 * elsewhere (a role that isn't there, an action that a variable names): then a stub without use is told after the run.
 */
export function refuseUnfitting(stubs: readonly Stub[], project: Project): void {
  const named = namesIn(project);
  if (named.open !== undefined) return;
  for (const stub of stubs) if (stub.kind === 'module' && !mayFit(stub, named)) throw unfitting(stub, named);
}

function mayFit({ module, task, at }: ModuleStub, named: Named): boolean {
  if (at !== undefined) return true;
  const fitsModule =
    module === undefined || [...named.actions, ...IMPLICIT].some((action) => mayBeCalled(module, action, named));
  return (
    fitsModule && (task === undefined || [...named.tasks, ...named.actions].some((name) => mayBeNamed(task, name)))
  );
}

/** Also by the last word alone: where it is redirected to is known to Ansible only. */
function mayBeCalled(pattern: string, action: string, { collections }: Named): boolean {
  const last = (name: string) => name.slice(name.lastIndexOf('.') + 1);
  return (
    actionNames(action, [...collections]).some((name) => fitsPattern(pattern, name)) ||
    (!action.includes('.') && fitsPattern(last(pattern), action))
  );
}

function mayBeNamed(pattern: string, name: string): boolean {
  const [, own = pattern] = /^.+? : (.+)$/.exec(pattern) ?? [];
  const template = name.indexOf('{{');
  if (template < 0) return fitsPattern(pattern, name) || fitsPattern(own, name);
  const [before = ''] = own.split('*');
  const start = name.slice(0, template);
  return start.startsWith(before) || before.startsWith(start);
}

function unfitting(stub: ModuleStub, { actions, tasks }: Named): ReapcheckError {
  const { module, task } = stub;
  const guess = nearest(module ?? task ?? '', [...(module === undefined ? tasks : actions)]);
  return new ReapcheckError({
    code: 'stub-fits-nothing',
    kind: 'usage',
    what: `no task of the project can be meant by this stub: ${stubTitle(stub)}`,
    where: stub.place,
    expected: 'the name of a module or task that stands in the source',
    seen: `${actions.size} names of modules and keys, none of which fits`,
    remedy:
      guess === undefined
        ? 'mend the name, or take the stub away'
        : `did you mean "${guess}"? Mend the name, or take the stub away`,
  });
}

/** What a project's files name, more rather than less: a stub that fits none of it can't be used, ever. */
interface Named {
  /** Every key that could be an action. */
  readonly actions: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
  readonly collections: ReadonlySet<string>;
  /** Why tasks may come from elsewhere; undefined: all that can run is in these files. */
  readonly open: string | undefined;
}

function namesIn({ yamlFiles, notes }: Project): Named {
  const names = new Names(yamlFiles.map(({ path }) => path));
  for (const root of yamlFiles.flatMap(({ roots }) => roots)) if (!isStubFile(root)) names.take(root);
  const [unread] = notes;
  if (unread) names.open ??= `${unread.place.file} can't be read`;
  return names;
}

/** Whatever it names, no task of the project is called so for that. */
function isStubFile(root: YamlNode): boolean {
  return root.kind === 'map' && root.pairs.some(({ key }) => key === 'stubs');
}

class Names implements Named {
  readonly actions = new Set<string>();
  readonly tasks = new Set<string>();
  readonly collections = new Set<string>();
  open: string | undefined;
  readonly #files: readonly string[];

  constructor(files: readonly string[]) {
    this.#files = files;
  }

  /** With all that is below it. */
  take(node: YamlNode): void {
    if (node.kind === 'list') for (const item of node.items) this.take(item);
    if (node.kind !== 'map') return;
    for (const { key, value } of node.pairs) {
      if (!isTaskKeyword(key)) this.actions.add(key);
      this.#takeKey(key, key.replace(/^ansible\.(builtin|legacy)\./, ''), value);
      this.take(value);
    }
  }

  #takeKey(key: string, action: string, value: YamlNode): void {
    if (key === 'name') this.tasks.add(textOf(value));
    else if (key === 'module') this.actions.add(textOf(value));
    else if (key === 'collections') for (const one of listed(value)) this.collections.add(one);
    else if (key === 'roles') this.#takeRoles(listed(value, 'role', 'name'));
    else if (action === 'include_role' || action === 'import_role') this.#takeRoles(listed(value, 'name'));
    else if (action === 'action' || action === 'local_action') this.#takeAction(value);
    else if (action === 'import_playbook') this.#takePlaybook(textOf(value));
  }

  #takeAction(value: YamlNode): void {
    const action = value.kind === 'map' ? '' : (textOf(value).trim().split(/\s/)[0] ?? '');
    if (action.includes('{{')) this.open ??= `an action is named by a variable: ${action}`;
    else if (action !== '') this.actions.add(action);
  }

  #takeRoles(roles: readonly string[]): void {
    for (const role of roles) {
      const here = this.#files.some((path) => path.includes(`${role}/tasks/`) || path.includes(`${role}/meta/`));
      if (!here) this.open ??= `the role ${role} is not among these files`;
    }
  }

  #takePlaybook(playbook: string): void {
    const path = playbook.replace(/^(\.\.?\/)+/, '');
    if (!this.#files.some((file) => file.endsWith(path))) this.open ??= `${playbook} is not among these files`;
  }
}

/** Texts of a list, or of the first of these keys in each of its mappings. */
function listed(node: YamlNode, ...keys: readonly string[]): readonly string[] {
  if (node.kind === 'list') return node.items.flatMap((item) => listed(item, ...keys));
  if (node.kind === 'scalar') return [textOf(node)];
  const found = keys.map((key) => node.pairs.find((pair) => pair.key === key)).find((pair) => pair !== undefined);
  return found ? [textOf(found.value)] : [];
}
