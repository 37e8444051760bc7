import { elementOf, literal, narrowed, resultsIn, union, unknown, type Value } from './value.ts';

/** What an operator of two sides gives, as far as it can be told. */
export function binary(operator: string, left: Value, right: Value): Value {
  if (
    operator === '+' &&
    left.k !== 'literal' &&
    (resultsIn(left).length || resultsIn(right).length || left.k === 'list' || right.k === 'list')
  ) {
    const parts = [left, right].flatMap((side) =>
      side.k === 'list' ? side.items : side.k === 'literal' ? [] : [elementOf(side)],
    );
    return { k: 'list', items: parts };
  }
  if (operator === 'and' || operator === 'or') {
    if (resultsIn(left).length || resultsIn(right).length) return union([left, right]);
    if (left.k === 'literal' && !left.soft) return operator === 'and' ? (left.v ? right : left) : left.v ? left : right;
    return unknown('a condition');
  }
  if (left.k === 'literal' && right.k === 'literal') {
    const soft = left.soft || right.soft;
    const [a, b] = [left.v, right.v];
    if (operator === '==') return literal(a === b, soft);
    if (operator === '!=') return literal(a !== b, soft);
    if (operator === '~') return literal(`${a}${b}`, soft);
    if (operator === '+' && typeof a === 'string' && typeof b === 'string') return literal(a + b, soft);
    if (typeof a === 'number' && typeof b === 'number') {
      const number = arithmetic(operator, a, b);
      if (number !== undefined) return literal(number, soft);
    }
  }
  if (operator === '~') return unknown('text put together', narrowed(left, 'unknown'), narrowed(right, 'unknown'));
  return unknown(`a sum or comparison with what is not known`, narrowed(left, 'unknown'), narrowed(right, 'unknown'));
}

function arithmetic(operator: string, a: number, b: number): number | boolean | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : ((a % b) + b) % b;
    case '**':
      return a ** b;
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
