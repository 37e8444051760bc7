import { textOf, type YamlPair } from '../parse/node.ts';
import { Bad } from './decided.ts';
import { templateValue, truth, yamlValue } from './jinja.ts';
import type { State } from './state.ts';
import type { Answered, TaskRun } from './task-run.ts';
import { Dict, dict, isList, isTainted, spell, Undefined, Unknown, type Value } from './value.ts';

/** Of a longer list, the first items stand for the rest; the last one is kept. */
const MAX_ITEMS = 6;

/** What a task loops over. A list that nobody knows has no item, or two. */
export function itemsOf(run: TaskRun, state: State, pair: YamlPair): Answered<readonly Value[]>[] {
  return run.fork<readonly Value[]>(state, (way) => {
    const scope = run.scope(way);
    const text = textOf(pair.value);
    // The old spelling without braces.
    const bare = pair.key !== 'loop' && /^\w[\w.[\]']*$/.test(text) && way.vars.has(/^\w+/.exec(text)?.[0] ?? '');
    const value = listed(pair.key, bare ? templateValue(`{{ ${text} }}`, scope) : yamlValue(pair.value, scope));
    if (value instanceof Undefined) throw new Bad(`'${value.name}' is undefined`);
    // What was made of the jobs' results holds some, whoever made it.
    if (value instanceof Unknown)
      return value.tainted || truth(value, scope)
        ? [0, 1].map((index) => new Unknown(`${value.name}[${index}]`, value.tainted))
        : [];
    if (!isList(value)) return [value];
    return value.length > MAX_ITEMS ? [...value.slice(0, MAX_ITEMS - 1), value.at(-1) as Value] : value;
  });
}

/** What each kind of `with_` makes of its list. */
function listed(kind: string, value: Value): Value {
  if (kind === 'with_items' || kind === 'with_flattened') {
    if (isList(value)) return value.flatMap((item) => (isList(item) ? item : [item]));
    return value instanceof Dict ? [value] : value;
  }
  if (kind === 'with_dict' && value instanceof Dict)
    return [...value.entries].map(([key, of]) => dict({ key, value: of }));
  if (kind === 'with_together' && isList(value) && value.every(isList)) {
    const [first = [], ...others] = value as readonly (readonly Value[])[];
    return first.map((item, index) => [item, ...others.map((other) => other[index] ?? null)]);
  }
  if (kind === 'with_indexed_items' && isList(value)) return value.map((item, index) => [index, item]);
  if (/^with_(nested|cartesian)$/.test(kind) && isList(value))
    return [0, 1].map((index) =>
      value.map((of) =>
        isList(of)
          ? (of[index % Math.max(1, of.length)] ?? null)
          : new Unknown(`${spell(of)}[${index}]`, isTainted(of)),
      ),
    );
  if (kind === 'loop' || kind === 'with_list') return value;
  return kind === 'with_dict' && value instanceof Unknown
    ? value
    : new Unknown(`${kind} ${spell(value)}`, isTainted(value));
}
