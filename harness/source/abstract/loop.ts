import type { RedReason } from '../../model/abstract.ts';
import type { YamlNode, YamlPair } from '../parse/node.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { conditionsOf } from '../resolve/frame.ts';
import { type Context, loopNames } from './context.ts';
import { Bad } from './decided.ts';
import { finish } from './finish.ts';
import { templateValue, truth, yamlValue } from './jinja.ts';
import { passBy } from './reap.ts';
import { failure, ofLoop, skipped } from './results.ts';
import type { State } from './state.ts';
import { Dict, dict, isList, isTainted, JobId, spell, Undefined, Unknown, type Value } from './value.ts';
import { titleOf, type Walk } from './walk.ts';

/** Why a task, or an item of it, fails. */
export interface Failure {
  readonly reason: RedReason;
  readonly why: string;
  readonly ofJob: boolean;
}

/** One way out of one item. */
export interface Way {
  readonly state: State;
  readonly result: Dict;
  readonly failure?: Failure | undefined;
}

export interface Item {
  readonly extra: ReadonlyMap<string, Value>;
  readonly index: number;
  readonly count: number;
}

export type RunItem = (walk: Walk, task: TaskNode, context: Context, state: State, item: Item) => Way[];

const ONCE: Item = { extra: new Map(), index: 0, count: 1 };
/** Of a longer list, the first items stand for the rest; the last one is kept. */
const MAX_ITEMS = 6;

/** Runs a task, for each item where it has a loop, and registers what it gives. */
export function looped(walk: Walk, task: TaskNode, context: Context, state: State, run: RunItem): State[] {
  const conditions = conditionsOf(task, context.frames);
  const once = (from: State): State[] =>
    walk.condition(conditions, from, task, context, ONCE.extra).flatMap(({ state: way, answer }) => {
      if (answer instanceof Bad) return finish(walk, task, context, error(way, answer.why, task));
      if (!answer)
        return finish(walk, task, context, {
          state: passBy(task, way, 'reap-skipped'),
          result: skippedBy(walk, task, way),
        });
      return run(walk, task, context, way, ONCE).flatMap((out) => finish(walk, task, context, out));
    });
  const pair = loopPair(task);
  if (!pair) return once(state);
  return itemsOf(walk, task, context, state, pair).flatMap(({ state: from, answer: items }) => {
    if (items instanceof Bad)
      // With a condition that is false, a loop over what isn't there is skipped.
      return walk.condition(conditions, from, task, context, ONCE.extra, true).flatMap(({ state: way, answer }) =>
        answer === false
          ? finish(walk, task, context, {
              state: passBy(task, way, 'reap-skipped'),
              result: skippedBy(walk, task, way),
            })
          : finish(walk, task, context, error(way, items.why, task)),
      );
    return allItems(walk, task, context, from, items, conditions, run);
  });
}

function allItems(
  walk: Walk,
  task: TaskNode,
  context: Context,
  from: State,
  items: readonly Value[],
  conditions: readonly YamlNode[],
  run: RunItem,
): State[] {
  const names = loopNames(task);
  let ways: { state: State; results: Dict[]; failure: Failure | undefined }[] = [
    { state: from, results: [], failure: undefined },
  ];
  for (const [index, value] of items.entries()) {
    const extra = new Map<string, Value>([
      [names.item, value],
      ...(names.index ? [[names.index, index] as const] : []),
    ]);
    const item = { extra, index, count: items.length };
    ways = ways.flatMap((way) =>
      walk.condition(conditions, way.state, task, context, extra).flatMap(({ state, answer }) => {
        const outs: Way[] =
          answer instanceof Bad
            ? [error(state, answer.why, task)]
            : answer
              ? run(walk, task, context, state, item)
              : [{ state: passBy(task, state, 'reap-skipped', value), result: skippedBy(walk, task, state) }];
        return outs.map((out) => ({
          state: out.state,
          results: [...way.results, out.result.with(names.item, value)],
          failure: way.failure && way.failure.reason !== 'error' ? way.failure : (out.failure ?? way.failure),
        }));
      }),
    );
  }
  return ways.flatMap((way) =>
    finish(walk, task, context, { state: way.state, result: ofLoop(way.results), failure: way.failure }),
  );
}

export function error(state: State, why: string, task: TaskNode, reason: RedReason = 'error'): Way {
  const result = failure(why);
  return { state, result, failure: { reason, why: `${titleOf(task)}: ${why}`, ofJob: true } };
}

/** A launch that is skipped takes its register all the same; the mark says whose job is missing. */
function skippedBy(walk: Walk, task: TaskNode, state: State): Dict {
  const id = walk.launches.get(task);
  const result = skipped();
  return id && !state.strike ? new Dict(result.entries, new JobId(id, 0, 0, false)) : result;
}

export function loopPair(task: TaskNode): YamlPair | undefined {
  return task.keywords.get('loop') ?? [...task.keywords.values()].find((pair) => pair.key.startsWith('with_'));
}

/** What a task loops over. A list that nobody knows has no item, or two. */
export function itemsOf(walk: Walk, task: TaskNode, context: Context, state: State, pair: YamlPair) {
  const none = new Map<string, Value>();
  return walk.fork<readonly Value[]>(state, task, (way) => {
    const scope = walk.scope(way, context, task, none);
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
