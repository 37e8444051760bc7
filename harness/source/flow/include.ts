import { posix } from 'node:path';
import { textOf, type YamlNode } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { fileNamed, filesNamed, foldersFor, framesOf, nodeNamed, roleNamed } from '../resolve/include.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { evaluateNode } from './evaluate.ts';
import type { Run } from './run.ts';

/** `include_tasks` and `import_tasks`, and the old `include`. */
export function includeFile(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  const written = fileNamed(task);
  const paths = filesFor(run, task, frames);
  if (paths.length === 0) unresolved(run, task, written);
  const vars = new Map<string, YamlNode>([...(task.action?.args ?? []), ...varsOf(task.keywords.get('vars')?.value)]);
  const inner = [...frames, ...framesOf(task, vars)];
  const [only] = paths;
  run.within(task, () => {
    if (paths.length === 1 && only) run.file(only, inner);
    else for (const path of paths) run.perhaps(() => run.file(path, inner));
  });
}

/** The name may be known after all, or be one of several. */
function filesFor(run: Run, task: TaskNode, frames: readonly Frame[]): readonly string[] {
  const folders = foldersFrom(run, task, 'tasks', frames);
  const { paths } = run.project;
  const written = fileNamed(task);
  const value = written.includes('{{') ? evaluateNode(nodeNamed(task), run.scope(task, frames)) : undefined;
  const known = value?.k === 'literal' && typeof value.v === 'string' ? paths.find(value.v, folders) : undefined;
  return known ? [known] : filesNamed(written, folders, { paths, reaching: run.selection.reaching });
}

function foldersFrom(run: Run, task: TaskNode, folder: 'tasks' | 'vars', frames: readonly Frame[]): string[] {
  const role = frames.findLast((frame) => frame.role)?.role;
  return foldersFor(folder, { file: task.source.file, role, playDir: run.playDir });
}

/** `include_role` and `import_role`. */
export function includeRole(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  const action = task.action;
  const name = roleNamed(task);
  const { tasks_from: from } = Object.fromEntries(action?.args ?? []);
  const dir = posix.dirname(task.source.file);
  const exact = run.project.roles.find(name, dir);
  const roles = exact ? [exact] : name.includes('{{') ? run.project.roles.like(name, dir) : [];
  const inner = [...frames, ...framesOf(task, varsOf(task.keywords.get('vars')?.value))];
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
  const written = fileNamed(task);
  const path = run.project.paths.find(written, foldersFrom(run, task, 'vars', frames));
  if (!path) run.project.notFollowed(placeAt(task.source, task.map.start), `the variables of ${written}`);
  if (path) run.playLayers = [{ vars: run.project.variables.ofFile(path), soft: true }, ...run.playLayers];
}
