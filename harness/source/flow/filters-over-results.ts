import type { OfKind } from '../jinja/by-kind.ts';
import { canonical } from '../jinja/canonical.ts';
import { elementOf, guarded, narrowed, resultsIn, union, unknown, type Value } from './value.ts';

/** A filter over what carries the registers of tasks. */
interface Filtered {
  readonly expression: OfKind<'filter'>;
  /** Without its collection. */
  readonly name: string;
  readonly input: Value;
  readonly args: readonly Value[];
}

type Filter = (filtered: Filtered) => Value;

/** Which of the registers a filter hands on, and in what shape. */
export function overResults(filtered: Filtered): Value {
  const filter = FILTERS.get(filtered.name);
  if (filter) return filter(filtered);
  const { expression, input, args } = filtered;
  return unknown(
    `what the filter "${expression.v}" gives`,
    ...[input, ...args].map((part) => narrowed(part, 'unknown')),
  );
}

/** Filters that keep a list's members, in whatever order. */
const KEEPING = `list unique sort reverse flatten shuffle dict2items items items2dict string trim to_json from_json mandatory`;

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['union', together],
  ['zip', together],
  ['sum', ({ input }) => ({ k: 'list', items: [elementOf(elementOf(input))] })],
  ...KEEPING.split(' ').map((name) => [name, kept] as const),
  ['combine', combined],
  ['first', (filtered) => end(filtered, 'first')],
  ['last', (filtered) => end(filtered, 'last')],
  ['map', mapped],
  ...['select', 'reject', 'selectattr', 'rejectattr'].map((name) => [name, chosen] as const),
]);

function together({ input, args }: Filtered): Value {
  return { k: 'list', items: [input, ...args].map(elementOf) };
}

function kept({ input }: Filtered): Value {
  if (input.k !== 'dict') return input;
  return {
    k: 'list',
    items: [...input.entries.values()].map((value) => ({ k: 'dict', entries: new Map([['value', value]]) })),
  };
}

function combined({ input, args }: Filtered): Value {
  const values = [input, ...args].flatMap((part) => (part.k === 'dict' ? [...part.entries.values()] : [part]));
  return { k: 'dict', entries: new Map([['*', union(values)]]) };
}

function end({ input }: Filtered, which: 'first' | 'last'): Value {
  if (input.k !== 'list') return narrowed(elementOf(input), which);
  return input.items.at(which === 'first' ? 0 : -1) ?? unknown('an empty list');
}

/** A choice that only leaves out what has no job id, or is done. */
const BY_JOB = /ansible_job_id|skipped|changed|started|defined|\bfinished\b/;

function chosen({ expression, input }: Filtered): Value {
  return BY_JOB.test(canonical(expression)) ? guarded(input) : narrowed(guarded(input), 'some');
}

function mapped({ expression, input }: Filtered): Value {
  const attribute = expression.named.get('attribute');
  const path = attribute?.e === 'literal' ? String(attribute.v) : undefined;
  if (!path) return unknown('what map gives', narrowed(input, 'unknown'));
  const results = resultsIn(elementOf(input));
  switch (path) {
    case 'ansible_job_id':
      return { k: 'list', items: [union(results.map((one) => (one.k === 'result' ? { ...one, k: 'jid' } : one)))] };
    case 'results':
      return { k: 'list', items: results.map((one) => ({ ...one, k: 'results', item: true })) };
    default:
      return unknown(`the attribute ${path}`, ...results.map((one): Value => ({ ...one, k: 'field', name: path })));
  }
}
