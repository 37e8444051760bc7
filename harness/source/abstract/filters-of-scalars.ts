import { scalarFilter } from '../jinja/scalars.ts';
import type { Filter } from './applied-filter.ts';
import { isScalar, JobId, type Value } from './value.ts';

/** Filters that change how a value is written, not what it is. */
const AS_IT_IS = /^(safe|quote|mandatory|to_json|to_nice_json|from_json|to_yaml)$/;

/** What a filter on scalars makes of a value; undefined for another filter or another value. */
export function ofScalar(of: Value, { name, args }: Filter): Value | undefined {
  if (AS_IT_IS.test(name)) return of;
  if (isScalar(of)) return scalarFilter(name, of, args.filter(isScalar));
  return name === 'string' || (name === 'trim' && of instanceof JobId) ? of : undefined;
}
