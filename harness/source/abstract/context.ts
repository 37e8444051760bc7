import type { TaskNode } from '../parse/task.ts';
import { textOf } from '../parse/task.ts';
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
  const tags =
    frame.kind === 'include' ? [] : textsOf(frame.keywords.get('tags')?.value).flatMap((text) => text.split(','));
  return {
    ...context,
    frames: [...context.frames, frame],
    tags: tags.length > 0 ? new Set([...context.tags, ...tags.map((tag) => tag.trim())]) : context.tags,
    ...more,
  };
}

/** Whether a run without `--tags` takes it. */
export function isSelected(task: TaskNode, context: Context): boolean {
  if (context.tags.has('never')) return false;
  const own = task.keywords.get('tags');
  return !own || !textsOf(own.value).some((text) => text.split(',').some((tag) => tag.trim() === 'never'));
}

/** The loop variable's name, and the index's, of a task with a loop. */
export function loopNames(task: TaskNode): { readonly item: string; readonly index: string | undefined } {
  const control = task.keywords.get('loop_control')?.value;
  const named = (key: string) =>
    control?.kind === 'map' ? textOf(control.pairs.find((pair) => pair.key === key)?.value).trim() : '';
  return { item: named('loop_var') || 'item', index: named('index_var') || undefined };
}
