import { ReapcheckError } from '../model/error.ts';
import { actionNames, fitsPattern, type ModuleStub, type Stub, stubTitle } from '../model/stub.ts';
import type { YamlNode } from '../source/parse/node.ts';
import { readYaml } from '../source/parse/read-yaml.ts';
import { toSource } from '../source/parse/source.ts';
import { isTaskKeyword, textOf } from '../source/parse/task.ts';
import { nearest } from '../yaml/nearest.ts';

/** What a project's files name, more rather than less: a stub that fits none of it can't be used, ever. */
interface Named {
  /** Every key that could be an action. */
  readonly actions: Set<string>;
  readonly tasks: Set<string>;
  readonly collections: Set<string>;
  /** Why tasks may come from elsewhere; undefined: all that can run is in these files. */
  open: string | undefined;
}

/** Run without standing in any file. */
const IMPLICIT = ['gather_facts', 'setup'];

/**
 * Throws `stub-fits-nothing` for a stub of tasks that no task of these files can match. Says nothing where tasks may come from
 * elsewhere (a role that isn't there, an action that a variable names): then a stub without use is told after the run.
 */
export function refuseUnfitting(stubs: readonly Stub[], texts: ReadonlyMap<string, string>): void {
  const named = namesIn(texts);
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

function namesIn(texts: ReadonlyMap<string, string>): Named {
  const named: Named = { actions: new Set(), tasks: new Set(), collections: new Set(), open: undefined };
  for (const [file, text] of texts) {
    if (!/\.ya?ml$/.test(file)) continue;
    const { roots, notes } = readYaml(toSource(file, text));
    if (notes.length > 0) named.open ??= `${file} can't be read`;
    for (const root of roots) collect(root, named, texts);
  }
  return named;
}

function collect(node: YamlNode, named: Named, texts: ReadonlyMap<string, string>): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) collect(item, named, texts);
    return;
  }
  for (const { key, value } of node.pairs) {
    const short = key.replace(/^ansible\.(builtin|legacy)\./, '');
    if (!isTaskKeyword(key)) named.actions.add(key);
    if (key === 'name') named.tasks.add(textOf(value));
    if (key === 'collections') for (const one of listed(value)) named.collections.add(one);
    if (short === 'action' || short === 'local_action') {
      const action = value.kind === 'map' ? '' : (textOf(value).trim().split(/\s/)[0] ?? '');
      if (action.includes('{{')) named.open ??= `an action is named by a variable: ${action}`;
      else if (action !== '') named.actions.add(action);
    }
    if (key === 'module') named.actions.add(textOf(value));
    const roles =
      key === 'roles'
        ? listed(value, 'role', 'name')
        : /^(include|import)_role$/.test(short)
          ? listed(value, 'name')
          : [];
    for (const role of roles) if (!isHere(role, texts)) named.open ??= `the role ${role} is not among these files`;
    if (short === 'import_playbook' && !isThere(textOf(value), texts))
      named.open ??= `${textOf(value)} is not among these files`;
    collect(value, named, texts);
  }
}

/** Texts of a list, or of the first of these keys in each of its mappings. */
function listed(node: YamlNode, ...keys: readonly string[]): readonly string[] {
  if (node.kind === 'list') return node.items.flatMap((item) => listed(item, ...keys));
  if (node.kind === 'scalar') return [textOf(node)];
  const found = keys.map((key) => node.pairs.find((pair) => pair.key === key)).find((pair) => pair !== undefined);
  return found ? [textOf(found.value)] : [];
}

function isHere(role: string, texts: ReadonlyMap<string, string>): boolean {
  return [...texts.keys()].some((path) => path.includes(`${role}/tasks/`) || path.includes(`${role}/meta/`));
}

function isThere(playbook: string, texts: ReadonlyMap<string, string>): boolean {
  return [...texts.keys()].some((path) => path.endsWith(playbook.replace(/^(\.\.?\/)+/, '')));
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
