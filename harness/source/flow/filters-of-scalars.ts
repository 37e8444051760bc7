import type { Literal } from '../jinja/syntax.ts';
import type { Value } from './value.ts';

/** What a filter on scalars is given. */
interface Given {
  readonly v: Literal;
  /** As a number, where it is or reads as one. */
  readonly number: number | undefined;
  readonly args: readonly Value[];
}

type Filter = (given: Given) => Literal | undefined;

const NUMERIC = /^\s*-?\d+(\.\d+)?\s*$/;
const YES = /^(yes|on|1|true)$/i;

/** What a filter makes of a scalar; undefined for another filter, or where it can't be told. */
export function ofScalar(name: string, v: Literal, args: readonly Value[]): Literal | undefined {
  return FILTERS.get(name)?.({ v, number: numberOf(v), args });
}

function numberOf(v: Literal): number | undefined {
  if (typeof v === 'number') return v;
  return typeof v === 'string' && NUMERIC.test(v) ? Number(v) : undefined;
}

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['int', ({ number = 0 }) => Math.trunc(number)],
  ['float', ({ number = 0 }) => number],
  ['bool', ({ v }) => (typeof v === 'string' ? YES.test(v) : v === 1 || v === true)],
  ['string', ({ v }) => String(v)],
  ['abs', ({ number }) => (number === undefined ? undefined : Math.abs(number))],
  ['round', rounded],
  ['lower', ({ v }) => String(v).toLowerCase()],
  ['upper', ({ v }) => String(v).toUpperCase()],
  ['trim', ({ v }) => String(v).trim()],
  ['length', ({ v }) => (typeof v === 'string' ? v.length : undefined)],
]);

/** To whole numbers: how many decimals another one has is not told here. */
function rounded({ number, args }: Given): number | undefined {
  const given = args.flatMap((arg) => (arg.k === 'literal' ? [arg.v] : []));
  if (number === undefined || given.some((v) => typeof v === 'number' && v > 0)) return undefined;
  const how = given.find((v) => typeof v === 'string');
  return how === 'ceil' ? Math.ceil(number) : how === 'floor' ? Math.floor(number) : Math.round(number);
}
