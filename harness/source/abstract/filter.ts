import type { Expression } from '../jinja/syntax.ts';
import { equal, isTrue, LENGTH } from './compare.ts';
import { Bad } from './decided.ts';
import { attributeOf, evaluate, quietly, type Scope } from './jinja.ts';
import { jsonQuery } from './json-query.ts';
import { tested } from './test.ts';
import { Dict, isList, isTainted, JobId, launchesIn, spell, Undefined, Unknown, type Value } from './value.ts';

type Named = ReadonlyMap<string, Value>;

/** Filters that leave the truth, and the name, of an unknown what it was. */
const SAME_TRUTH =
  /^(bool|int|float|string|trim|list|unique|sort|flatten|reverse|to_json|from_json|to_nice_json|to_yaml|safe|quote|mandatory|splitlines)$/;

export function applyFilter(expression: Expression & { e: 'filter' }, scope: Scope): Value {
  const name = expression.v.replace(/^.*\./, '');
  const defaults = name === 'default' || name === 'd';
  const args = expression.args.map((arg) => (defaults ? quietly(arg, scope) : evaluate(arg, scope)));
  const named = new Map([...expression.named].map(([key, part]) => [key, evaluate(part, scope)] as const));
  if (defaults) return defaulted(quietly(expression.of, scope), args, named, scope);
  return filtered(name, evaluate(expression.of, scope), args, named, scope);
}

/** Throws `Need` and `Bad`. What it doesn't know gives an unknown, which remembers the job. */
function filtered(name: string, of: Value, args: readonly Value[], named: Named, scope: Scope): Value {
  if (of instanceof Undefined) throw new Bad(`'${of.name}' is undefined`);
  const known =
    of instanceof Unknown
      ? SAME_TRUTH.test(name)
        ? of
        : grown(name, of, args)
      : (ofNumber(name, of, args) ??
        ofText(name, of) ??
        ofList(name, of, args, named, scope) ??
        ofDict(name, of, args, scope));
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

/** A dict of which nothing is known grows: what is known of it stays known. */
function grown(name: string, of: Unknown, args: readonly Value[]): Value | undefined {
  const [more, ...others] = args;
  return name === 'combine' && !of.tainted && others.length === 0 && more instanceof Dict && launchesIn(more).size > 0
    ? more
    : undefined;
}

function defaulted(of: Value, args: readonly Value[], named: Named, scope: Scope): Value {
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

function ofNumber(name: string, of: Value, args: readonly Value[]): Value | undefined {
  if (name === 'bool') {
    if (typeof of === 'boolean') return of;
    if (typeof of === 'number') return of === 1;
    return typeof of === 'string' ? /^(yes|on|1|true|t|y)$/i.test(of) : undefined;
  }
  if (typeof of !== 'number' && typeof of !== 'string' && typeof of !== 'boolean') return undefined;
  const number = typeof of === 'string' ? (/^\s*[-+]?\d+(\.\d+)?\s*$/.test(of) ? Number(of) : undefined) : Number(of);
  switch (name) {
    case 'int':
      return number === undefined ? (args[0] ?? 0) : Math.trunc(number);
    case 'float':
      return number ?? args[0] ?? 0;
    case 'abs':
      return number === undefined ? undefined : Math.abs(number);
    case 'round': {
      if (number === undefined || args.some((arg) => typeof arg === 'number' && arg > 0)) return undefined;
      const how = args.find((arg) => typeof arg === 'string');
      return how === 'ceil' ? Math.ceil(number) : how === 'floor' ? Math.floor(number) : Math.round(number);
    }
    default:
      return undefined;
  }
}

function ofText(name: string, of: Value): Value | undefined {
  if (/^(string|safe|quote|mandatory|to_json|to_nice_json|from_json|to_yaml)$/.test(name))
    return name === 'string' && typeof of === 'number' ? String(of) : of;
  if (of instanceof JobId) return name === 'trim' ? of : undefined;
  if (typeof of !== 'string') return undefined;
  switch (name) {
    case 'lower':
      return of.toLowerCase();
    case 'upper':
      return of.toUpperCase();
    case 'trim':
      return of.trim();
    case 'length':
    case 'count':
      return of.length;
    default:
      return undefined;
  }
}

function ofList(name: string, of: Value, args: readonly Value[], named: Named, scope: Scope): Value | undefined {
  if (!isList(of)) return undefined;
  const [arg] = args;
  switch (name) {
    case 'list':
    case 'sort':
    case 'reverse':
    case 'shuffle':
      return of;
    case 'unique':
      return of.filter((item, index) => of.findIndex((other) => equal(other, item)) === index);
    case 'flatten':
      return of.flatMap((item) => (isList(item) ? item : [item]));
    case 'length':
    case 'count':
      return of.length;
    case 'first':
      return of[0] ?? new Undefined('the first of an empty list');
    case 'last':
      return of.at(-1) ?? new Undefined('the last of an empty list');
    case 'select':
    case 'reject':
    case 'selectattr':
    case 'rejectattr':
      return of.filter((item) => isChosen(name, item, args, scope));
    case 'map':
      return mapped(of, args, named, scope);
    case 'sum':
      if (of.every(isList)) return of.flat();
      return of.every((item) => typeof item === 'number')
        ? of.reduce<number>((a, b) => a + (b as number), 0)
        : undefined;
    case 'max':
    case 'min':
      return of.length > 0 && of.every((item) => typeof item === 'number')
        ? Math[name](...(of as readonly number[]))
        : undefined;
    case 'union':
      return arg !== undefined && isList(arg)
        ? [...of, ...arg.filter((item) => !of.some((other) => equal(other, item)))]
        : undefined;
    case 'difference':
    case 'intersect':
      return arg !== undefined && isList(arg)
        ? of.filter((item) => arg.some((other) => equal(other, item)) === (name === 'intersect'))
        : undefined;
    case 'zip':
      return arg !== undefined && isList(arg)
        ? of.slice(0, arg.length).map((item, index) => [item, arg[index] as Value])
        : undefined;
    case 'join':
      // Text with several ids in it is no id: it stays the list that it was made of.
      if (of.some((item) => item instanceof JobId)) return of.length === 1 ? of[0] : of;
      return of.every((item) => typeof item === 'string' || typeof item === 'number')
        ? of.join(typeof arg === 'string' ? arg : '')
        : undefined;
    case 'json_query':
      return typeof arg === 'string' ? jsonQuery(of, arg, scope) : undefined;
    default:
      return undefined;
  }
}

function ofDict(name: string, of: Value, args: readonly Value[], scope: Scope): Value | undefined {
  if (!(of instanceof Dict)) return undefined;
  const [arg] = args;
  switch (name) {
    case 'list':
      return [...of.entries.keys()];
    case 'length':
    case 'count':
      return of.entries.size;
    case 'dict2items':
      return [...of.entries].map(
        ([key, value]) =>
          new Dict(
            new Map([
              ['key', key],
              ['value', value],
            ]),
          ),
      );
    case 'combine':
      return args.every((other) => other instanceof Dict)
        ? new Dict(new Map([of, ...args].flatMap((part) => [...(part as Dict).entries])))
        : undefined;
    case 'json_query':
      return typeof arg === 'string' ? jsonQuery(of, arg, scope) : undefined;
    default:
      return undefined;
  }
}

function isChosen(name: string, item: Value, args: readonly Value[], scope: Scope): boolean {
  const byAttribute = name.endsWith('attr');
  const of = byAttribute ? pathOf(item, String(args[0]), scope) : item;
  const [test, ...rest] = byAttribute ? args.slice(1) : args;
  const met =
    typeof test === 'string'
      ? tested(test.replace(/^.*\./, ''), of, rest, scope.decided)
      : !(of instanceof Undefined) && isTrue(of, scope.decided);
  return met === name.startsWith('select');
}

/** `a.b.0` of a value; undefined where a part of it isn't there. */
export function pathOf(of: Value, path: string, scope: Scope): Value {
  let at = of;
  for (const step of path.split('.')) {
    if (at instanceof Undefined) return at;
    at = isList(at) && /^\d+$/.test(step) ? (at[Number(step)] ?? new Undefined(step)) : attributeOf(at, step, scope);
  }
  return at;
}

function mapped(of: readonly Value[], args: readonly Value[], named: Named, scope: Scope): Value | undefined {
  const attribute = named.get('attribute');
  if (attribute !== undefined)
    return of.map((item) => {
      const found = pathOf(item, String(attribute), scope);
      return found instanceof Undefined ? (named.get('default') ?? found) : found;
    });
  const [name, ...rest] = args;
  if (typeof name !== 'string' || name === 'extract') return undefined;
  return of.map((item) =>
    /^(default|d)$/.test(name)
      ? defaulted(item, rest, new Map(), scope)
      : filtered(name.replace(/^.*\./, ''), item, rest, new Map(), scope),
  );
}
