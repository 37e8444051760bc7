import { pathOf } from './access.ts';
import type { Filter } from './applied-filter.ts';
import { isTrue, LENGTH } from './compare.ts';
import { Bad } from './decided.ts';
import { ofDict } from './filters-of-dicts.ts';
import { ofList } from './filters-of-lists.ts';
import { ofScalar } from './filters-of-scalars.ts';
import type { Scope } from './jinja-scope.ts';
import { Dict, isList, isTainted, launchesIn, spell, Undefined, Unknown, type Value } from './value.ts';

const NOTHING: ReadonlyMap<string, Value> = new Map();

/** Filters that leave the truth, and the name, of an unknown what it was. */
const SAME_TRUTH =
  /^(bool|int|float|string|trim|list|unique|sort|flatten|reverse|to_json|from_json|to_nice_json|to_yaml|safe|quote|mandatory|splitlines)$/;

/** A filter's or a test's name without its collection. */
export function shortOf(name: string): string {
  return name.replace(/^.*\./, '');
}

export function isDefault(name: string): boolean {
  return name === 'default' || name === 'd';
}

/** Throws `Need` and `Bad`. What it doesn't know gives an unknown, which remembers the job. */
export function applyFilter(of: Value, scope: Scope, filter: Filter): Value {
  const { name, args, named } = filter;
  if (isDefault(name)) return defaulted(of, scope, filter);
  if (of instanceof Undefined) throw new Bad(`'${of.name}' is undefined`);
  const known = of instanceof Unknown ? ofUnknown(of, filter) : ofKnown(of, scope, filter);
  if (known !== undefined) return known;
  if (name === 'length' || name === 'count') return new Unknown(spell(of) + LENGTH, isTainted(of));
  if (name === 'ternary') {
    const chosen = args[isTrue(of, scope.decided) ? 0 : 1];
    if (chosen !== undefined) return chosen;
  }
  return new Unknown(
    `${spell(of)}|${name}(${args.map(spell).join(', ')})`,
    isTainted(of) || args.some(isTainted) || [...named.values()].some(isTainted),
  );
}

function ofUnknown(of: Unknown, { name, args }: Filter): Value | undefined {
  return SAME_TRUTH.test(name) ? of : grown(name, of, args);
}

function ofKnown(of: Value, scope: Scope, filter: Filter): Value | undefined {
  const { decided } = scope;
  const scalar = ofScalar(of, filter);
  if (scalar !== undefined) return scalar;
  if (isList(of)) return filter.name === 'map' ? mapped(of, scope, filter) : ofList(of, decided, filter);
  return of instanceof Dict ? ofDict(of, decided, filter) : undefined;
}

/** A dict of which nothing is known grows: what is known of it stays known. */
function grown(name: string, of: Unknown, args: readonly Value[]): Value | undefined {
  const [more, ...others] = args;
  return name === 'combine' && !of.tainted && others.length === 0 && more instanceof Dict && launchesIn(more).size > 0
    ? more
    : undefined;
}

function defaulted(of: Value, scope: Scope, { args, named }: Filter): Value {
  const otherwise = args[0] ?? '';
  const falsyToo = args[1] === true || named.get('boolean') === true;
  if (of instanceof Undefined) return otherwise;
  if (of instanceof Unknown) {
    const known = scope.decided.truths.get(`${of.name} is defined`);
    if (known === false || (scope.defaults && !of.tainted && known === undefined)) return otherwise;
    // For truth it is the same question; for a value it may be either.
    const sameQuestion =
      known === true || typeof otherwise === 'boolean' || typeof otherwise === 'string' || isList(otherwise);
    return sameQuestion || otherwise instanceof Unknown
      ? of
      : new Unknown(`${of.name}|default(${spell(otherwise)})`, of.tainted || isTainted(otherwise));
  }
  return falsyToo && !isTrue(of, scope.decided) ? otherwise : of;
}

function mapped(of: readonly Value[], scope: Scope, { args, named }: Filter): Value | undefined {
  const attribute = named.get('attribute');
  if (attribute !== undefined)
    return of.map((item) => {
      const found = pathOf(item, String(attribute), scope.decided);
      return found instanceof Undefined ? (named.get('default') ?? found) : found;
    });
  const [name, ...rest] = args;
  if (typeof name !== 'string' || name === 'extract') return undefined;
  const filter = { name: isDefault(name) ? name : shortOf(name), args: rest, named: NOTHING };
  return of.map((item) => applyFilter(item, scope, filter));
}
