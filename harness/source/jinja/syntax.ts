/** What an expression of Jinja is read into. */

export type Literal = string | number | boolean | null;

export type Expression =
  | { readonly e: 'literal'; readonly v: Literal }
  | { readonly e: 'name'; readonly v: string }
  | { readonly e: 'attribute'; readonly of: Expression; readonly v: string }
  | { readonly e: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly e: 'slice'; readonly of: Expression; readonly parts: readonly (Expression | undefined)[] }
  | {
      readonly e: 'call';
      readonly of: Expression;
      readonly args: readonly Expression[];
      readonly named: ReadonlyMap<string, Expression>;
    }
  | {
      readonly e: 'filter';
      readonly of: Expression;
      readonly v: string;
      readonly args: readonly Expression[];
      readonly named: ReadonlyMap<string, Expression>;
    }
  | {
      readonly e: 'test';
      readonly of: Expression;
      readonly v: string;
      readonly not: boolean;
      readonly args: readonly Expression[];
    }
  | { readonly e: 'list'; readonly items: readonly Expression[] }
  | { readonly e: 'dict'; readonly pairs: readonly (readonly [Expression, Expression])[] }
  | { readonly e: 'unary'; readonly v: 'not' | '-' | '+'; readonly of: Expression }
  | { readonly e: 'binary'; readonly v: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly e: 'ternary';
      readonly yes: Expression;
      readonly when: Expression;
      readonly otherwise: Expression | undefined;
    };
