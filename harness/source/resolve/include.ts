import { posix } from 'node:path';
import { keywordsOf } from '../parse/keywords.ts';
import { scalarOf, textOf, type YamlScalar } from '../parse/node.ts';
import { loopPair, type TaskNode } from '../parse/task.ts';
import type { Frame } from './frame.ts';
import type { Paths } from './paths.ts';
import type { Role } from './roles.ts';
import type { Vars } from './variables.ts';

/** Whether a task brings in others as the run gets there: `include_*`. What `import_*` names is part of the play from its start. */
export function isDynamic({ action }: TaskNode): boolean {
  return action !== undefined && !action.short.startsWith('import_');
}

/** The file that an include or `include_vars` names, as it is written. */
export function fileNamed({ action }: TaskNode): string {
  const file = textOf(action?.args.get('file')).trim();
  if (file) return file;
  const free = (action?.free ?? '').trim();
  return free.includes('{{') ? free : (free.split(/\s+(?=\w+=)/)[0] ?? free);
}

/** The role that `include_role` or `import_role` names, as it is written. */
export function roleNamed({ action }: TaskNode): string {
  return textOf(action?.args.get('name') ?? action?.args.get('role'));
}

/** `fileNamed` as a node, to be evaluated. */
export function nodeNamed(task: TaskNode): YamlScalar {
  return scalarOf(fileNamed(task), { start: 0, end: 0 });
}

/** From where a task names a file: the file that it stands in, its role, and the folder of the play. */
interface From {
  readonly file: string;
  readonly role: Role | undefined;
  readonly playDir: string;
}

/** Where Ansible looks for a file that a task names, in its order. */
export function foldersFor(folder: 'tasks' | 'vars', { file, role, playDir }: From): string[] {
  return [
    posix.dirname(file),
    ...(role ? [posix.join(role.dir, folder), role.dir] : []),
    playDir,
    posix.join(playDir, folder),
  ];
}

/** The files that an include may mean by its text alone: the one of that name, or all that its template may come to. */
export function filesNamed(
  written: string,
  folders: readonly string[],
  { paths, reaching }: { readonly paths: Paths; readonly reaching: ReadonlySet<string> },
): readonly string[] {
  const exact = paths.find(written, folders);
  if (exact) return [exact];
  return written.includes('{{') ? paths.like(written, folders).filter((path) => reaching.has(path)) : [];
}

/** What is around the tasks that an include brings in: itself, and what it applies to them. */
export function framesOf(task: TaskNode, vars: Vars): Frame[] {
  const { source, keywords } = task;
  const looped = loopPair(task) !== undefined;
  const kind = isDynamic(task) ? 'include' : 'static';
  const frame: Frame = { kind, source, keywords, vars, strong: true, looped };
  const apply = task.action?.args.get('apply');
  if (apply?.kind !== 'map') return [frame];
  return [frame, { kind: 'static', source, keywords: keywordsOf(apply.pairs) }];
}
