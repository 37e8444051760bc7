import type { Keywords } from '../parse/keywords.ts';
import type { YamlNode, YamlPair } from '../parse/node.ts';
import type { Source } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Role } from './roles.ts';
import type { Vars } from './variables.ts';

/** One thing around a task that it inherits from: outermost first in a list of them. */
export interface Frame {
  readonly kind: 'play' | 'role' | 'block' | 'static' | 'include' | 'handlers';
  readonly source: Source;
  readonly keywords: Keywords;
  /** A block's own task node, and the part of it that the task is in. */
  readonly block?: { readonly node: TaskNode; readonly part: 'block' | 'rescue' | 'always' };
  readonly vars?: Vars;
  /** Vars of an include or a role entry stand above facts. */
  readonly strong?: boolean;
  /** Runs per item of a loop. */
  readonly looped?: boolean;
  readonly role?: Role;
}

export interface Found {
  readonly pair: YamlPair;
  readonly source: Source;
  readonly own: boolean;
}

/** A keyword as Ansible would inherit it. The keywords of a dynamic include stay with the include. */
export function effective(task: TaskNode, frames: readonly Frame[], keyword: string): Found | undefined {
  const own = task.keywords.get(keyword);
  if (own) return { pair: own, source: task.source, own: true };
  for (let index = frames.length - 1; index >= 0; index--) {
    const frame = frames[index] as Frame;
    if (frame.kind === 'include') continue;
    const pair = frame.keywords.get(keyword);
    if (pair) return { pair, source: frame.source, own: false };
  }
  return undefined;
}

/** Conditions that a skip carries to the task's register: those of dynamic includes keep the task from being seen at all. */
export function conditionsOf(task: TaskNode, frames: readonly Frame[]): YamlNode[] {
  const nodes = frames.flatMap((frame) => (frame.kind === 'include' ? [] : (frame.keywords.get('when')?.value ?? [])));
  const own = task.keywords.get('when')?.value;
  return [...nodes, ...(own ? [own] : [])].flatMap((node) => (node.kind === 'list' ? node.items : [node]));
}

/** Whether something dynamic between play and task may keep it from running without a trace. */
export function isMaybe(frames: readonly Frame[]): boolean {
  return frames.some(
    (frame) =>
      (frame.kind === 'include' && frame.keywords.has('when')) ||
      frame.kind === 'handlers' ||
      frame.block?.part === 'rescue',
  );
}
