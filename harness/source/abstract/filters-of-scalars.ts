import type { Filter } from './filter.ts';
import { JobId, type Value } from './value.ts';

/** What `bool` takes for true. */
const YES = /^(yes|on|1|true|t|y)$/i;
const NUMERIC = /^\s*[-+]?\d+(\.\d+)?\s*$/;
/** Filters that change how a value is written, not what it is. */
const AS_IT_IS = /^(string|safe|quote|mandatory|to_json|to_nice_json|from_json|to_yaml)$/;

/** What a filter on numbers makes of a scalar; undefined for another filter or another value. */
export function ofNumber(of: Value, { name, args }: Filter): Value | undefined {
  if (typeof of !== 'number' && typeof of !== 'string' && typeof of !== 'boolean') return undefined;
  if (name === 'bool') return isYes(of);
  const number = typeof of === 'string' ? (NUMERIC.test(of) ? Number(of) : undefined) : Number(of);
  if (name === 'int') return number === undefined ? (args[0] ?? 0) : Math.trunc(number);
  if (name === 'float') return number ?? args[0] ?? 0;
  if (number === undefined) return undefined;
  if (name === 'abs') return Math.abs(number);
  return name === 'round' ? rounded(number, args) : undefined;
}

function isYes(of: number | string | boolean): boolean {
  if (typeof of === 'string') return YES.test(of);
  return typeof of === 'number' ? of === 1 : of;
}

function rounded(number: number, args: readonly Value[]): number | undefined {
  if (args.some((arg) => typeof arg === 'number' && arg > 0)) return undefined;
  const how = args.find((arg) => typeof arg === 'string');
  return how === 'ceil' ? Math.ceil(number) : how === 'floor' ? Math.floor(number) : Math.round(number);
}

/** What a filter on text makes of a value; undefined for another filter or another value. */
export function ofText(of: Value, { name }: Filter): Value | undefined {
  if (AS_IT_IS.test(name)) return name === 'string' && typeof of === 'number' ? String(of) : of;
  if (of instanceof JobId) return name === 'trim' ? of : undefined;
  if (typeof of !== 'string') return undefined;
  if (name === 'lower') return of.toLowerCase();
  if (name === 'upper') return of.toUpperCase();
  if (name === 'trim') return of.trim();
  return name === 'length' || name === 'count' ? of.length : undefined;
}
