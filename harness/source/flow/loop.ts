import { textOf, type YamlNode } from '../parse/node.ts';
import { loopPair, type TaskNode } from '../parse/task.ts';
import { elementOf, union, unknown, type Value } from './value.ts';

/** The loop variable of a task with what it may hold; undefined where the task has no loop. */
export function loopOf(
  task: Pick<TaskNode, 'keywords'>,
  evaluate?: (node: YamlNode) => Value,
): Map<string, Value> | undefined {
  const pair = loopPair(task);
  if (!pair) return undefined;
  const control = task.keywords.get('loop_control')?.value;
  const named =
    control?.kind === 'map' ? textOf(control.pairs.find((candidate) => candidate.key === 'loop_var')?.value) : '';
  const bound = new Map<string, Value>();
  if (!evaluate) return bound;
  const value = evaluate(pair.value);
  let element = elementOf(value);
  if (pair.key === 'with_items' || pair.key === 'with_flattened') {
    const parts = value.k === 'list' ? value.items : [value];
    element = union(
      parts.map((part) =>
        part.k === 'list' || part.k === 'results' ? elementOf(part) : part === value ? element : part,
      ),
    );
  } else if (pair.key === 'with_dict') element = { k: 'dict', entries: new Map([['value', elementOf(value)]]) };
  else if (/^with_(together|nested|cartesian|subelements)$/.test(pair.key) && value.k === 'list')
    element = { k: 'list', items: value.items.map(elementOf) };
  else if (/^with_(indexed_items)$/.test(pair.key)) element = { k: 'list', items: [unknown('an index'), element] };
  bound.set(named || 'item', element);
  return bound;
}
