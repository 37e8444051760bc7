import { canonical } from '../jinja/canonical.ts';
import type { Expression, Literal } from '../jinja/syntax.ts';
import type { Scope } from './evaluate.ts';
import { elementOf, guarded, literal, narrowed, resultsIn, union, unknown, type Value } from './value.ts';

type FilterExpression = Expression & { e: 'filter' };
type Evaluate = (part: Expression) => Value;

/** Filters that keep a list's members, in whatever order. */
const KEEPS =
  /^(list|unique|sort|reverse|flatten|shuffle|union|zip|dict2items|items|items2dict|string|trim|to_json|from_json|mandatory|community\.general\.lists_mergeby)$/;

/** A choice that only leaves out what has no job id. */
const JOB_FILTER = /ansible_job_id|skipped|changed|started|defined/;

export function filtered(expression: FilterExpression, value: Evaluate, _scope: Scope): Value {
  const name = expression.v.replace(/^.*\./, '');
  const input = value(expression.of);
  const args = expression.args.map(value);
  if (name === 'default' || name === 'd') return withDefault(input, args[0] ?? literal(''));
  if (name === 'ternary') return ternary(input, args);
  if (input.k === 'union' && resultsIn(input).length === 0 && /^(int|float|round|abs)$/.test(name)) {
    return union(
      input.of.map((part) => (part.k === 'literal' ? literal(scalar(name, part.v, args) ?? null, part.soft) : part)),
    );
  }
  if (input.k === 'literal') {
    const made = scalar(name, input.v, args);
    if (made !== undefined) return literal(made, input.soft);
  }
  if (input.k === 'list') {
    if (name === 'length' || name === 'count') return literal(input.items.length);
    const numbers = input.items.map((item) => (item.k === 'literal' ? Number(item.v) : Number.NaN));
    if (/^(max|min|sum)$/.test(name) && numbers.length > 0 && numbers.every((number) => !Number.isNaN(number))) {
      const soft = input.items.some((item) => item.k === 'literal' && item.soft);
      return literal(
        name === 'max'
          ? Math.max(...numbers)
          : name === 'min'
            ? Math.min(...numbers)
            : numbers.reduce((a, b) => a + b, 0),
        soft,
      );
    }
  }
  if (resultsIn(input).length === 0 && !args.some((arg) => resultsIn(arg).length))
    return unknown(`what the filter "${expression.v}" gives`);
  return overResults(expression, name, input, args);
}

function overResults(expression: FilterExpression, name: string, input: Value, args: readonly Value[]): Value {
  if (name === 'union' || name === 'zip') return { k: 'list', items: [input, ...args].map(elementOf) };
  if (name === 'sum') return elementsAsList(input);
  if (KEEPS.test(name)) return input.k === 'dict' ? dictItems(input) : input;
  if (name === 'combine')
    return {
      k: 'dict',
      entries: new Map([
        ['*', union([input, ...args].flatMap((part) => (part.k === 'dict' ? [...part.entries.values()] : [part])))],
      ]),
    };
  if (name === 'first' || name === 'last')
    return input.k === 'list'
      ? (input.items.at(name === 'first' ? 0 : -1) ?? unknown('an empty list'))
      : narrowed(elementOf(input), name);
  if (name === 'map') return mapped(expression, input);
  if (/^(select|reject|selectattr|rejectattr)$/.test(name)) {
    return JOB_FILTER.test(canonical(expression)) || /\bfinished\b/.test(canonical(expression))
      ? guarded(input)
      : narrowed(guarded(input), 'some');
  }
  return unknown(
    `what the filter "${expression.v}" gives`,
    ...[input, ...args].map((part) => narrowed(part, 'unknown')),
  );
}

function dictItems(input: Value & { k: 'dict' }): Value {
  return {
    k: 'list',
    items: [...input.entries.values()].map((value) => ({ k: 'dict', entries: new Map([['value', value]]) })),
  };
}

function elementsAsList(input: Value): Value {
  return { k: 'list', items: [elementOf(elementOf(input))] };
}

function mapped(expression: FilterExpression, input: Value): Value {
  const attribute = expression.named.get('attribute');
  const path = attribute?.e === 'literal' ? String(attribute.v) : undefined;
  if (path === 'ansible_job_id') {
    const ids = union(
      resultsIn(elementOf(input)).map((result): Value => (result.k === 'result' ? { ...result, k: 'jid' } : result)),
    );
    return { k: 'list', items: [ids] };
  }
  if (path === 'results')
    return {
      k: 'list',
      items: resultsIn(elementOf(input)).map((result): Value => ({ ...result, k: 'results', item: true })),
    };
  if (path)
    return unknown(
      `the attribute ${path}`,
      ...resultsIn(elementOf(input)).map((result): Value => ({ ...result, k: 'field', name: path })),
    );
  return unknown('what map gives', narrowed(input, 'unknown'));
}

function withDefault(input: Value, otherwise: Value): Value {
  if (input.k === 'literal' || input.k === 'list' || input.k === 'dict') return input;
  if (input.k === 'unknown' && input.from.length === 0) {
    if (otherwise.k === 'literal') return { ...otherwise, soft: true };
    return otherwise;
  }
  return guarded(otherwise.k === 'omit' || otherwise.k === 'literal' ? input : union([input, otherwise]));
}

function ternary(input: Value, args: readonly Value[]): Value {
  const [yes, no] = args;
  if (!yes || !no) return unknown('a ternary without its values');
  if (input.k === 'literal' && !input.soft) return input.v ? yes : no;
  return union([yes, no]);
}

function scalar(name: string, v: Literal, args: readonly Value[]): Literal | undefined {
  const number =
    typeof v === 'number' ? v : typeof v === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(v) ? Number(v) : undefined;
  switch (name) {
    case 'int':
      return number === undefined ? 0 : Math.trunc(number);
    case 'float':
      return number ?? 0;
    case 'bool':
      return typeof v === 'string' ? /^(yes|on|1|true)$/i.test(v) : v === 1 || v === true;
    case 'string':
      return String(v);
    case 'abs':
      return number === undefined ? undefined : Math.abs(number);
    case 'round': {
      if (number === undefined) return undefined;
      const how = args.find((arg) => arg.k === 'literal' && typeof arg.v === 'string');
      const word = how?.k === 'literal' ? how.v : 'common';
      if (args.some((arg) => arg.k === 'literal' && typeof arg.v === 'number' && arg.v > 0)) return undefined;
      return word === 'ceil' ? Math.ceil(number) : word === 'floor' ? Math.floor(number) : Math.round(number);
    }
    case 'lower':
      return String(v).toLowerCase();
    case 'upper':
      return String(v).toUpperCase();
    case 'trim':
      return String(v).trim();
    case 'length':
      return typeof v === 'string' ? v.length : undefined;
    default:
      return undefined;
  }
}
