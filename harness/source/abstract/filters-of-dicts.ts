import type { Filter } from './applied-filter.ts';
import type { Decided } from './decided.ts';
import { jsonQuery } from './json-query.ts';
import { Dict, dict, type Value } from './value.ts';

/** What a filter on mappings makes of one; undefined for another filter. */
export function ofDict(of: Dict, decided: Decided, { name, args }: Filter): Value | undefined {
  const [arg] = args;
  switch (name) {
    case 'list':
      return [...of.entries.keys()];
    case 'length':
    case 'count':
      return of.entries.size;
    case 'dict2items':
      return [...of.entries].map(([key, value]) => dict({ key, value }));
    case 'combine':
      return args.every((other) => other instanceof Dict)
        ? new Dict(new Map([of, ...args].flatMap((part) => [...(part as Dict).entries])))
        : undefined;
    case 'json_query':
      return typeof arg === 'string' ? jsonQuery(of, arg, decided) : undefined;
    default:
      return undefined;
  }
}
