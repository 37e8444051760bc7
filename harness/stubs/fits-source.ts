import { ReapcheckError } from '../model/error.ts';
import { fitsPattern } from '../model/pattern.ts';
import { actionNames, type ModuleStub, type Stub, stubTitle } from '../model/stub.ts';
import type { Project } from '../source/resolve/project.ts';
import { nearest } from '../yaml/nearest.ts';
import { type Named, namesIn } from './names-in.ts';

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
