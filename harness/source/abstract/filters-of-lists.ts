import { pathOf } from './access.ts';
import type { Filter } from './applied-filter.ts';
import { equal, isTrue } from './compare.ts';
import type { Decided } from './decided.ts';
import { jsonQuery } from './json-query.ts';
import { tested } from './test.ts';
import { isList, JobId, Undefined, type Value } from './value.ts';

type List = readonly Value[];
type Make = (of: List, filter: Filter, decided: Decided) => Value | undefined;

const same: Make = (of) => of;
const length: Make = (of) => of.length;
const choice: Make = (of, filter, decided) => of.filter((item) => isChosen(item, filter, decided));

/** A filter that takes another list. */
function withList(make: (of: List, other: List) => Value): Make {
  return (of, { args: [other] }) => (other !== undefined && isList(other) ? make(of, other) : undefined);
}

const has = (list: List, item: Value) => list.some((other) => equal(other, item));

const FILTERS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['list', same],
  ['sort', same],
  ['reverse', same],
  ['shuffle', same],
  ['unique', (of) => of.filter((item, index) => of.findIndex((other) => equal(other, item)) === index)],
  ['flatten', (of) => of.flatMap((item) => (isList(item) ? item : [item]))],
  ['length', length],
  ['count', length],
  ['first', (of) => of[0] ?? new Undefined('the first of an empty list')],
  ['last', (of) => of.at(-1) ?? new Undefined('the last of an empty list')],
  ['select', choice],
  ['reject', choice],
  ['selectattr', choice],
  ['rejectattr', choice],
  ['sum', (of) => (of.every(isList) ? of.flat() : ofNumbers(of, (all) => all.reduce((a, b) => a + b, 0)))],
  ['max', (of) => (of.length > 0 ? ofNumbers(of, (all) => Math.max(...all)) : undefined)],
  ['min', (of) => (of.length > 0 ? ofNumbers(of, (all) => Math.min(...all)) : undefined)],
  ['union', withList((of, other) => [...of, ...other.filter((item) => !has(of, item))])],
  ['difference', withList((of, other) => of.filter((item) => !has(other, item)))],
  ['intersect', withList((of, other) => of.filter((item) => has(other, item)))],
  ['zip', withList((of, other) => of.slice(0, other.length).map((item, index) => [item, other[index] as Value]))],
  ['join', joined],
  [
    'json_query',
    (of, { args: [query] }, decided) => (typeof query === 'string' ? jsonQuery(of, query, decided) : undefined),
  ],
]);

/** What a filter on lists makes of one; undefined for another filter. */
export function ofList(of: List, decided: Decided, filter: Filter): Value | undefined {
  return FILTERS.get(filter.name)?.(of, filter, decided);
}

function ofNumbers(of: List, make: (all: readonly number[]) => number): number | undefined {
  return of.every((item) => typeof item === 'number') ? make(of as readonly number[]) : undefined;
}

function joined(of: List, { args: [by] }: Filter): Value | undefined {
  // Text with several ids in it is no id: it stays the list that it was made of.
  if (of.some((item) => item instanceof JobId)) return of.length === 1 ? of[0] : of;
  return of.every((item) => typeof item === 'string' || typeof item === 'number')
    ? of.join(typeof by === 'string' ? by : '')
    : undefined;
}

function isChosen(item: Value, { name, args }: Filter, decided: Decided): boolean {
  const byAttribute = name.endsWith('attr');
  const of = byAttribute ? pathOf(item, String(args[0]), decided) : item;
  const [test, ...rest] = byAttribute ? args.slice(1) : args;
  const met =
    typeof test === 'string'
      ? tested(test.replace(/^.*\./, ''), of, rest, decided)
      : !(of instanceof Undefined) && isTrue(of, decided);
  return met === name.startsWith('select');
}
