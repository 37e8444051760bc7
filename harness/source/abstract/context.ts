import { isSelected } from '../../model/tags.ts';
import { textOf, type YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

import type { Frame } from '../resolve/frame.ts';
import { textsOf } from './names.ts';
import type { Value } from './value.ts';

/** What a task inherits of where it stands. */
export interface Context {
  /** Outermost first. */
  readonly frames: readonly Frame[];
  /** Loop variables of the includes around it. */
  readonly bound: ReadonlyMap<string, Value>;
  readonly tags: ReadonlySet<string>;
  /** Nothing around it can rescue it, so that a failure is final. */
  readonly final: boolean;
}

export const OUTERMOST: Context = { frames: [], bound: new Map(), tags: new Set(), final: true };

export function inside(context: Context, frame: Frame, more: Partial<Context> = {}): Context {
  const tags = frame.kind === 'include' ? [] : tagsIn(frame.keywords.get('tags')?.value);
  return {
    ...context,
    frames: [...context.frames, frame],
    tags: tags.length > 0 ? new Set([...context.tags, ...tags]) : context.tags,
    ...more,
  };
}

/** Its own tags, and those that it inherits. */
export function tagsOf(task: TaskNode, context: Context): ReadonlySet<string> {
  const own = tagsIn(task.keywords.get('tags')?.value);
  return own.length > 0 ? new Set([...context.tags, ...own]) : context.tags;
}

/** Whether a run takes it: one without `--tags`, or with those that are `selected`. Of handlers, and of files that they bring in, Ansible asks for no tags. */
export function isTaken(task: TaskNode, context: Context, selected: readonly string[] = ['all']): boolean {
  return inHandler(context) || isSelected([...tagsOf(task, context)], selected, []);
}

/** Whether it is a handler, or of a file that one brings in. */
export function inHandler({ frames }: Context): boolean {
  return frames.some(({ kind }) => kind === 'handlers');
}

function tagsIn(node: YamlNode | undefined): string[] {
  return textsOf(node)
    .flatMap((text) => text.split(','))
    .map((tag) => tag.trim());
}

/** The loop variable's name, and the index's, of a task with a loop. */
export function loopNames(task: TaskNode): { readonly item: string; readonly index: string | undefined } {
  const control = task.keywords.get('loop_control')?.value;
  const named = (key: string) =>
    control?.kind === 'map' ? textOf(control.pairs.find((pair) => pair.key === key)?.value).trim() : '';
  return { item: named('loop_var') || 'item', index: named('index_var') || undefined };
}
