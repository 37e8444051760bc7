import { arithmetic, inOrder, sameScalar } from '../jinja/scalars.ts';
import type { Literal } from '../jinja/syntax.ts';
import { elementOf, literal, narrowed, resultsIn, union, unknown, type Value } from './value.ts';

/** What an operator of one side gives, as far as it can be told. */
export function unary(operator: 'not' | '-' | '+', of: Value): Value {
  if (of.k !== 'literal') return unknown('a condition that depends on what is not known');
  if (operator === 'not') return literal(!of.v, of.soft);
  if (typeof of.v !== 'number') return unknown('a sign before text');
  return literal(operator === '-' ? -of.v : of.v, of.soft);
}

/** What an operator of two sides gives, as far as it can be told. */
export function binary(operator: string, left: Value, right: Value): Value {
  if (operator === 'and' || operator === 'or') return choice(operator, left, right);
  const joined = operator === '+' && isList(left, right) ? appended(left, right) : undefined;
  return joined ?? computed(operator, left, right) ?? notKnown(operator, left, right);
}

/** Whether a `+` puts lists together. */
function isList(left: Value, right: Value): boolean {
  if (left.k === 'literal') return false;
  return resultsIn(left).length > 0 || resultsIn(right).length > 0 || left.k === 'list' || right.k === 'list';
}

function appended(left: Value, right: Value): Value {
  const items = [left, right].flatMap((side) => {
    if (side.k === 'list') return side.items;
    return side.k === 'literal' ? [] : [elementOf(side)];
  });
  return { k: 'list', items };
}

/** `and` and `or` give one of their sides. */
function choice(operator: 'and' | 'or', left: Value, right: Value): Value {
  if (resultsIn(left).length || resultsIn(right).length) return union([left, right]);
  if (left.k !== 'literal' || left.soft) return unknown('a condition');
  return Boolean(left.v) === (operator === 'and') ? right : left;
}

/** What two sides that are known come to. */
function computed(operator: string, left: Value, right: Value): Value | undefined {
  if (left.k !== 'literal' || right.k !== 'literal') return undefined;
  const made = ofScalars(operator, left.v, right.v);
  return made === undefined ? undefined : literal(made, left.soft || right.soft);
}

function notKnown(operator: string, left: Value, right: Value): Value {
  const why = operator === '~' ? 'text put together' : 'a sum or comparison with what is not known';
  return unknown(why, narrowed(left, 'unknown'), narrowed(right, 'unknown'));
}

/** Undefined where it can't be told, or Ansible would stop. */
function ofScalars(operator: string, a: Literal, b: Literal): Literal | undefined {
  if (operator === '==') return sameScalar(a, b);
  if (operator === '!=') return !sameScalar(a, b);
  return inOrder(operator, a, b) ?? arithmetic(operator, a, b);
}
