import type { Literal } from './syntax.ts';

/** Scalars as Python has them: what filters and operators make of values that are known. */

const NUMERIC = /^\s*[-+]?\d+(\.\d+)?\s*$/;
/** What the filter `bool` takes for true; keywords take more (`saysYes`). */
const TRUE = /^(yes|on|1|true)$/i;

/** A value as a template prints it. */
export function pythonText(v: Literal): string {
  return v === null ? 'None' : v === true ? 'True' : v === false ? 'False' : String(v);
}

/** A number, or what counts as one: True is 1. */
function asNumber(v: Literal): number | undefined {
  return typeof v === 'number' ? v : typeof v === 'boolean' ? Number(v) : undefined;
}

/** What a filter is given. */
interface Given {
  readonly v: Literal;
  /** As a number, where it is or reads as one. */
  readonly number: number | undefined;
  /** Of those that are known. */
  readonly args: readonly Literal[];
}

type Filter = (given: Given) => Literal | undefined;

/** What a filter on scalars makes of one; undefined for another filter, or where it can't be told. */
export function scalarFilter(name: string, v: Literal, args: readonly Literal[]): Literal | undefined {
  const read = typeof v === 'string' && NUMERIC.test(v) ? Number(v) : asNumber(v);
  return FILTERS.get(name)?.({ v, number: read, args });
}

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['int', ({ number, args }) => (number === undefined ? (args[0] ?? 0) : Math.trunc(number))],
  ['float', ({ number, args }) => number ?? args[0] ?? 0],
  ['bool', ({ v }) => (typeof v === 'string' ? TRUE.test(v) : v === 1 || v === true)],
  ['string', ({ v }) => pythonText(v)],
  ['abs', ({ number }) => (number === undefined ? undefined : Math.abs(number))],
  ['round', rounded],
  ['lower', ({ v }) => pythonText(v).toLowerCase()],
  ['upper', ({ v }) => pythonText(v).toUpperCase()],
  ['trim', ({ v }) => pythonText(v).trim()],
  ['length', lengthOf],
  ['count', lengthOf],
]);

function lengthOf({ v }: Given): number | undefined {
  return typeof v === 'string' ? v.length : undefined;
}

/** To whole numbers: how many decimals another one has is not told here. */
function rounded({ number, args }: Given): number | undefined {
  if (number === undefined || args.some((arg) => typeof arg === 'number' && arg > 0)) return undefined;
  const how = args.find((arg) => typeof arg === 'string');
  return how === 'ceil' ? Math.ceil(number) : how === 'floor' ? Math.floor(number) : Math.round(number);
}

export function sameScalar(a: Literal, b: Literal): boolean {
  const [left, right] = [asNumber(a), asNumber(b)];
  return left !== undefined && right !== undefined ? left === right : a === b;
}

/** `<`, `>`, `<=`, `>=`; undefined where Python would refuse. */
export function inOrder(operator: string, a: Literal, b: Literal): boolean | undefined {
  const [left, right] = [asNumber(a), asNumber(b)];
  if (left !== undefined && right !== undefined) return ordered(operator, left, right);
  return typeof a === 'string' && typeof b === 'string' ? ordered(operator, a, b) : undefined;
}

function ordered<T extends string | number>(operator: string, a: T, b: T): boolean | undefined {
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

/** `+ - * / // % **` and `~`; undefined where Python would refuse, or for another operator. */
export function arithmetic(operator: string, a: Literal, b: Literal): Literal | undefined {
  if (operator === '~') return pythonText(a) + pythonText(b);
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  const [left, right] = [asNumber(a), asNumber(b)];
  return left === undefined || right === undefined ? undefined : OF_NUMBERS.get(operator)?.(left, right);
}

const OF_NUMBERS: ReadonlyMap<string, (a: number, b: number) => number | undefined> = new Map([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => (b === 0 ? undefined : a / b)],
  ['//', (a, b) => (b === 0 ? undefined : Math.floor(a / b))],
  ['%', (a, b) => (b === 0 ? undefined : ((a % b) + b) % b)],
  ['**', (a, b) => a ** b],
]);
