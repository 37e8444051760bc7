import type { YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { asksByComputedName, hasComputedName } from './computed-name.ts';
import type { Context } from './context.ts';
import { namesOf } from './names.ts';
import type { State } from './state.ts';
import { isTainted, launchesIn, type Value } from './value.ts';

/** Whether a task names a variable that holds a job of the launch, or what was made of one. */
export function reads(task: TaskNode, state: State, launch: string): boolean {
  const names = namesOf(task).reads;
  const carriers = state.carries(launch);
  return (
    carriers.length > 0 &&
    (names.has('hostvars') || asksByComputedName(task) || carriers.some((name) => names.has(name)))
  );
}

/** Whether a task, or what stands around it, reads what carries a job that this way is about. */
export function touches(task: TaskNode, context: Context, state: State): boolean {
  const { strike } = state;
  const carries = (value: Value) =>
    strike ? launchesIn(value).has(strike.launch) || isTainted(value) : launchesIn(value).size > 0;
  if (strike && state.seen && inRescue(context)) return true;
  const names = namesOf(task).reads;
  for (const [name, value] of context.bound) if (names.has(name) && carries(value)) return true;
  const carriers = new Set(
    strike
      ? state.carries(strike.launch)
      : [...state.vars].flatMap(([name, value]) => (carries(value) ? [name, ...state.templatesOf(name)] : [])),
  );
  if (carriers.size === 0) return false;
  if (names.has('hostvars') || asksByComputedName(task) || [...carriers].some((name) => names.has(name))) return true;
  return context.frames.some(({ keywords, vars }) => {
    const when = keywords.get('when');
    if (when && wordsIn(when.value).some((word) => carriers.has(word))) return true;
    const carry = (node: YamlNode) => hasComputedName(node) || wordsIn(node).some((word) => carriers.has(word));
    return vars instanceof Map && [...vars.values()].some(carry);
  });
}

/** Whether a task runs only because another has failed. */
export function inRescue(context: Context): boolean {
  return context.frames.some((frame) => frame.block?.part === 'rescue');
}

const words = new WeakMap<YamlNode, readonly string[]>();

function wordsIn(node: YamlNode): readonly string[] {
  const known = words.get(node);
  if (known) return known;
  const found =
    node.kind === 'scalar'
      ? [...node.text.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word)
      : node.kind === 'list'
        ? node.items.flatMap(wordsIn)
        : node.pairs.flatMap((pair) => wordsIn(pair.value));
  words.set(node, found);
  return found;
}
