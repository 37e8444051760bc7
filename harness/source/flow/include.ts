import { posix } from 'node:path';
import { textOf, type YamlNode } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import type { Vars } from '../resolve/variables.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { evaluateNode } from './evaluate.ts';
import type { Scope } from './evaluation.ts';
import { loopOf } from './loop.ts';
import type { Run } from './run.ts';

/** Where Ansible looks for a file that a task names. */
function lookIn(run: Run, task: TaskNode, frames: readonly Frame[], folder: string): string[] {
  const role = frames.findLast((frame) => frame.role)?.role;
  return [
    posix.dirname(task.source.file),
    ...(role ? [posix.join(role.dir, folder), role.dir] : []),
    run.playDir,
    posix.join(run.playDir, folder),
  ];
}

function includeFrames(task: TaskNode, frames: readonly Frame[], imported: boolean, vars: Vars): Frame[] {
  const apply = task.action?.args.get('apply');
  const applied: Frame[] =
    apply?.kind === 'map'
      ? [{ kind: 'static', source: task.source, keywords: new Map(apply.pairs.map((pair) => [pair.key, pair])) }]
      : [];
  const looped = loopOf(task) !== undefined;
  return [
    ...frames,
    {
      kind: imported ? 'static' : 'include',
      source: task.source,
      keywords: task.keywords,
      vars,
      strong: true,
      looped,
    },
    ...applied,
  ];
}

/** `include_tasks` and `import_tasks`, and the old `include`. */
export function includeFile(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  const action = task.action;
  if (!action) return;
  const written = (textOf(action.args.get('file')) || action.free).trim();
  const dirs = lookIn(run, task, frames, 'tasks');
  const exact = run.project.paths.find(
    action.args.has('file') ? written : (written.split(/\s+(?=\w+=)/)[0] ?? written),
    dirs,
  );
  const paths = exact ? [exact] : written.includes('{{') ? templated(run, written, run.scope(task, frames), dirs) : [];
  if (paths.length === 0) unresolved(run, task, written);
  const vars = new Map<string, YamlNode>([...action.args, ...varsOf(task.keywords.get('vars')?.value)]);
  const inner = includeFrames(task, frames, action.short === 'import_tasks', vars);
  const [only] = paths;
  run.within(task, () => {
    if (paths.length === 1 && only) run.file(only, inner);
    else for (const path of paths) run.perhaps(() => run.file(path, inner));
  });
}

/** The name may be known after all, or be one of several. */
function templated(run: Run, written: string, scope: Scope, dirs: readonly string[]): string[] {
  const value = evaluateNode(
    { kind: 'scalar', value: written, text: written, opaque: false, quoted: false, start: 0, end: 0 },
    scope,
  );
  if (value.k === 'literal' && typeof value.v === 'string') {
    const found = run.project.paths.find(value.v, dirs);
    if (found) return [found];
  }
  return run.project.paths.like(written, dirs).filter((path) => run.selection.reaching.has(path));
}

/** `include_role` and `import_role`. */
export function includeRole(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  const action = task.action;
  const name = textOf(action?.args.get('name'));
  const { tasks_from: from } = Object.fromEntries(action?.args ?? []);
  const dir = posix.dirname(task.source.file);
  const exact = run.project.roles.find(name, dir);
  const roles = exact ? [exact] : name.includes('{{') ? run.project.roles.like(name, dir) : [];
  const inner = includeFrames(task, frames, action?.short === 'import_role', varsOf(task.keywords.get('vars')?.value));
  if (roles.length === 0)
    run.project.notFollowed(placeAt(task.source, task.map.start), `the role ${name}, which these files don't have`);
  run.within(task, () => {
    for (const role of roles.slice(0, 20)) run.role(role, inner, textOf(from) || undefined);
  });
}

/** A file that isn't there may hold the reaps of its neighbours' jobs. */
function unresolved(run: Run, task: TaskNode, written: string): void {
  const place = placeAt(task.source, task.map.start);
  run.project.notFollowed(place, `the file ${written}, which these files don't have`);
  const folder = posix.dirname(task.source.file);
  for (const launch of run.openLaunches)
    if (posix.dirname(launch.task.source.file) === folder) launch.unresolvedAfter ??= place;
}

export function includeVars(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  const written = textOf(task.action?.args.get('file')) || task.action?.free || '';
  const path = run.project.paths.find(written, lookIn(run, task, frames, 'vars'));
  if (!path) run.project.notFollowed(placeAt(task.source, task.map.start), `the variables of ${written}`);
  if (path) run.playLayers = [{ vars: run.project.variables.ofFile(path), soft: true }, ...run.playLayers];
}
