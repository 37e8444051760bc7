import type { Expression } from './syntax.ts';

/** An expression of one kind. */
export type OfKind<Kind extends Expression['e']> = Extract<Expression, { readonly e: Kind }>;

/** What is made of each kind of expression; one that is missing doesn't compile. */
export type ByKind<Given, Made> = {
  readonly [Kind in Expression['e']]: (expression: OfKind<Kind>, given: Given) => Made;
};

/** What the table makes of an expression. */
export function made<Given, Made>(table: ByKind<Given, Made>, expression: Expression, given: Given): Made {
  // An entry takes the kind under whose name it stands, which the compiler can't follow through the index.
  const entry = table[expression.e] as (expression: Expression, given: Given) => Made;
  return entry(expression, given);
}
