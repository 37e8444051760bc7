import { type ByKind, made } from '../jinja/by-kind.ts';
import { canonical } from '../jinja/canonical.ts';
import type { Expression } from '../jinja/syntax.ts';
import { attributeOf, elementAt } from './attribute.ts';
import { call } from './call.ts';
import { type Evaluation, type Scope, tooDeep, variable } from './evaluation.ts';
import { filtered } from './filters.ts';
import { binary, unary } from './operators.ts';
import { literal, narrowed, union, unknown, type Value } from './value.ts';

/** What an expression of Jinja comes to, as far as the source tells. */
export function evaluateExpression(expression: Expression, scope: Scope, depth: number): Value {
  const value = (part: Expression) => evaluateExpression(part, scope, depth + 1);
  return tooDeep(depth) ?? made(VALUES, expression, { scope, depth, value });
}

const VALUES: ByKind<Evaluation, Value> = {
  literal: ({ v }) => literal(v),
  name: ({ v }, at) => (v === 'omit' ? { k: 'omit' } : variable(v, at)),
  attribute: ({ of, v }, at) => attributeOf(of, v, at),
  index: ({ of, at: index }, at) => {
    const asked = at.value(index);
    return asked.k === 'literal' && typeof asked.v === 'string'
      ? attributeOf(of, asked.v, at)
      : elementAt(at.value(of), asked);
  },
  slice: ({ of }, at) => narrowed(at.value(of), 'some'),
  call,
  filter: filtered,
  test: (expression) => unknown(`the outcome of "${canonical(expression)}"`),
  list: ({ items }, at) => ({ k: 'list', items: items.map(at.value) }),
  dict: ({ pairs }, at) => ({
    k: 'dict',
    entries: new Map(pairs.map(([key, of]) => [key.e === 'literal' ? String(key.v) : '*', at.value(of)])),
  }),
  unary: ({ v, of }, at) => unary(v, at.value(of)),
  binary: ({ v, left, right }, at) => binary(v, at.value(left), at.value(right)),
  ternary: ({ yes, when, otherwise }, at) => {
    const condition = at.value(when);
    const no = otherwise ? at.value(otherwise) : literal('');
    if (condition.k === 'literal' && !condition.soft) return condition.v ? at.value(yes) : no;
    return union([at.value(yes), no]);
  },
};
