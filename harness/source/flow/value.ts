import type { Coverage } from '../../model/audit.ts';
import type { Literal } from '../jinja/syntax.ts';

/** A task whose register is meant. */
export interface Def {
  readonly kind: 'launch' | 'reap' | 'other';
  readonly id: string;
  readonly looped: boolean;
}

/** Part of what a task registered: the whole, one loop item's result, or the list of them. */
interface Of {
  readonly def: Def;
  readonly cover: Coverage;
  readonly guarded: boolean;
  /** Taken out of a loop's results: a single item's. */
  readonly item?: boolean;
}

/** What an expression may be, as far as the source tells. */
export type Value =
  | { readonly k: 'literal'; readonly v: Literal; readonly soft: boolean }
  | { readonly k: 'list'; readonly items: readonly Value[] }
  | { readonly k: 'dict'; readonly entries: ReadonlyMap<string, Value> }
  | ({ readonly k: 'result' } & Of)
  | ({ readonly k: 'results' } & Of)
  | ({ readonly k: 'jid' } & Of)
  | ({ readonly k: 'field'; readonly name: string } & Of)
  | { readonly k: 'union'; readonly of: readonly Value[] }
  | { readonly k: 'omit' }
  /** `from` = job results that went into it all the same. */
  | { readonly k: 'unknown'; readonly why: string; readonly from: readonly Value[] };

export type ResultValue = Extract<Value, { readonly def: Def }>;

export function literal(v: Literal, soft = false): Value {
  return { k: 'literal', v, soft };
}

export function unknown(why: string, ...from: readonly Value[]): Value {
  return { k: 'unknown', why, from: from.flatMap(resultsIn) };
}

const MAX_UNION = 40;

export function union(values: readonly Value[]): Value {
  const flat = values.flatMap((value) => (value.k === 'union' ? value.of : [value])).slice(0, MAX_UNION);
  const [only] = flat;
  return flat.length === 1 && only ? only : { k: 'union', of: flat };
}

const NONE: readonly ResultValue[] = [];
const carried = new WeakMap<Value, readonly ResultValue[]>();

/** Every register that a value carries. */
export function resultsIn(value: Value): readonly ResultValue[] {
  if (value.k === 'literal' || value.k === 'omit') return NONE;
  const known = carried.get(value);
  if (known) return known;
  const found = distinct(carriedBy(value, 0));
  carried.set(value, found);
  return found;
}

/** A fact that each round adds to would carry one register a thousand times. */
function distinct(results: readonly ResultValue[]): readonly ResultValue[] {
  if (results.length < 2) return results;
  const byKey = new Map<string, ResultValue>();
  for (const one of results) {
    const name = one.k === 'field' ? one.name : '';
    const key = `${one.k} ${one.def.kind} ${one.cover} ${one.guarded} ${one.item} ${name} ${one.def.id}`;
    if (!byKey.has(key)) byKey.set(key, one);
  }
  return byKey.size === results.length ? results : [...byKey.values()];
}

function carriedBy(value: Value, depth: number): ResultValue[] {
  if (depth > 12) return [];
  const among = (parts: readonly Value[]) => parts.flatMap((part) => carriedBy(part, depth + 1));
  switch (value.k) {
    case 'list':
      return among(value.items);
    case 'dict':
      return among([...value.entries.values()]);
    case 'union':
      return among(value.of);
    case 'unknown':
      return among(value.from);
    case 'literal':
    case 'omit':
      return [];
    default:
      return [value];
  }
}

/** What a loop over the value binds its variable to. */
export function elementOf(value: Value): Value {
  switch (value.k) {
    case 'list':
      return value.items.length === 0 ? unknown('an empty list') : union(value.items);
    case 'dict':
      return union([...value.entries.values()]);
    case 'results':
      return { ...value, k: 'result' };
    case 'jid':
      return value;
    case 'union':
      return union(value.of.map(elementOf));
    case 'unknown':
      return value.from.length
        ? union(value.from.map((part) => (part.k === 'results' ? elementOf(part) : part)))
        : value;
    case 'result':
      return value.def.looped ? unknown(`loops over the whole register`, value) : value;
    default:
      return unknown('the elements of it are not known', value);
  }
}

/** The same value, with another coverage for each register in it. */
export function narrowed(value: Value, cover: Coverage): Value {
  const change = (part: Value): Value => {
    switch (part.k) {
      case 'list':
        return { ...part, items: part.items.map(change) };
      case 'union':
        return { ...part, of: part.of.map(change) };
      case 'unknown':
        return { ...part, from: part.from.map(change) };
      case 'result':
      case 'results':
      case 'jid':
      case 'field':
        return part.cover === 'all' || cover === 'unknown' ? { ...part, cover } : part;
      default:
        return part;
    }
  };
  return change(value);
}

export function guarded(value: Value): Value {
  if (value.k === 'list') return { ...value, items: value.items.map(guarded) };
  if (value.k === 'union') return { ...value, of: value.of.map(guarded) };
  return 'def' in value ? { ...value, guarded: true } : value;
}
