import type { OfKind } from '../jinja/by-kind.ts';
import { scalarFilter } from '../jinja/scalars.ts';
import type { Literal } from '../jinja/syntax.ts';
import type { Evaluation } from './evaluation.ts';
import { overResults } from './filters-over-results.ts';
import { guarded, literal, resultsIn, union, unknown, type Value } from './value.ts';

/** What a filter gives, as far as it can be told. */
export function filtered(expression: OfKind<'filter'>, { value }: Evaluation): Value {
  const name = expression.v.replace(/^.*\./, '');
  const input = value(expression.of);
  const args = expression.args.map(value);
  const made = CHOICES.get(name)?.(input, args) ?? computed(name, input, args);
  if (made) return made;
  if (resultsIn(input).length === 0 && !args.some((arg) => resultsIn(arg).length))
    return unknown(`what the filter "${expression.v}" gives`);
  return overResults({ expression, name, input, args });
}

/** Filters that hand on one of the values that they are given. */
const CHOICES: ReadonlyMap<string, (input: Value, args: readonly Value[]) => Value> = new Map([
  ['default', withDefault],
  ['d', withDefault],
  ['ternary', ternary],
]);

function withDefault(input: Value, [otherwise = literal('')]: readonly Value[]): Value {
  if (input.k === 'literal' || input.k === 'list' || input.k === 'dict') return input;
  if (input.k === 'unknown' && input.from.length === 0)
    return otherwise.k === 'literal' ? { ...otherwise, soft: true } : otherwise;
  return guarded(otherwise.k === 'omit' || otherwise.k === 'literal' ? input : union([input, otherwise]));
}

function ternary(input: Value, [yes, no]: readonly Value[]): Value {
  if (!yes || !no) return unknown('a ternary without its values');
  if (input.k === 'literal' && !input.soft) return input.v ? yes : no;
  return union([yes, no]);
}

/** Filters that leave a number, whichever of several it is. */
const OF_NUMBERS = /^(int|float|round|abs)$/;

/** What a filter makes of a value that is known; undefined where it can't be told. */
function computed(name: string, input: Value, args: readonly Value[]): Value | undefined {
  switch (input.k) {
    case 'literal': {
      const made = scalarFilter(name, input.v, literalsIn(args));
      return made === undefined ? undefined : literal(made, input.soft);
    }
    case 'list':
      return ofList(name, input.items);
    case 'union':
      return resultsIn(input).length === 0 && OF_NUMBERS.test(name)
        ? union(input.of.map((part) => (part.k === 'literal' ? numberOf(name, part, args) : part)))
        : undefined;
    default:
      return undefined;
  }
}

function numberOf(name: string, { v, soft }: Value & { readonly k: 'literal' }, args: readonly Value[]): Value {
  return literal(scalarFilter(name, v, literalsIn(args)) ?? null, soft);
}

function literalsIn(args: readonly Value[]): Literal[] {
  return args.flatMap((arg) => (arg.k === 'literal' ? [arg.v] : []));
}

/** What becomes one number of many. */
const OF_ALL: ReadonlyMap<string, (numbers: readonly number[]) => Literal> = new Map([
  ['max', (numbers) => Math.max(...numbers)],
  ['min', (numbers) => Math.min(...numbers)],
  ['sum', (numbers) => numbers.reduce((a, b) => a + b, 0)],
]);

function ofList(name: string, items: readonly Value[]): Value | undefined {
  if (name === 'length' || name === 'count') return literal(items.length);
  const reduce = OF_ALL.get(name);
  if (!reduce) return undefined;
  const scalars = items.filter((item) => item.k === 'literal');
  const numbers = scalars.map(({ v }) => Number(v));
  if (items.length === 0 || scalars.length < items.length || numbers.some(Number.isNaN)) return undefined;
  return literal(
    reduce(numbers),
    scalars.some(({ soft }) => soft),
  );
}
