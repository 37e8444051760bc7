import type { Expression } from './syntax.ts';
import { NotAnExpression, TokenCursor } from './token-cursor.ts';
import { tokenise } from './tokens.ts';

const MAX_DEPTH = 100;

/** Reads one Jinja expression; undefined where it isn't one. Never throws. */
export function readExpression(text: string): Expression | undefined {
  if (text.length > 20_000) return undefined;
  const tokens = tokenise(text);
  if (!tokens) return undefined;
  const reader = new ExpressionReader(tokens);
  try {
    const expression = reader.ternary();
    return reader.atEnd() ? expression : undefined;
  } catch (error) {
    if (error instanceof NotAnExpression) return undefined;
    throw error;
  }
}

class ExpressionReader extends TokenCursor {
  private depth = 0;

  ternary(): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new NotAnExpression();
    let left = this.or();
    while (this.takeName('if')) {
      const when = this.or();
      left = { e: 'ternary', yes: left, when, otherwise: this.takeName('else') ? this.ternary() : undefined };
    }
    this.depth -= 1;
    return left;
  }

  private or(): Expression {
    let left = this.and();
    while (this.takeName('or')) left = { e: 'binary', v: 'or', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.takeName('and')) left = { e: 'binary', v: 'and', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    if (!this.takeName('not')) return this.compare();
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new NotAnExpression();
    const of = this.not();
    this.depth -= 1;
    return { e: 'unary', v: 'not', of };
  }

  private compare(): Expression {
    let left = this.math(0);
    for (;;) {
      const token = this.peek();
      if (token.t === 'op' && /^(==|!=|<=|>=|<|>)$/.test(token.v)) {
        this.skip();
        left = { e: 'binary', v: token.v, left, right: this.math(0) };
      } else if (token.t === 'name' && token.v === 'in') {
        this.skip();
        left = { e: 'binary', v: 'in', left, right: this.math(0) };
      } else if (token.t === 'name' && token.v === 'not' && this.peekName('in', 1)) {
        this.skip(2);
        left = { e: 'unary', v: 'not', of: { e: 'binary', v: 'in', left, right: this.math(0) } };
      } else return left;
    }
  }

  private math(level: number): Expression {
    const operators = [['~'], ['+', '-'], ['*', '/', '//', '%']][level];
    if (!operators) return this.unary();
    let left = this.math(level + 1);
    for (;;) {
      const token = this.peek();
      if (token.t !== 'op' || !operators.includes(token.v)) return left;
      this.skip();
      left = { e: 'binary', v: token.v, left, right: this.math(level + 1) };
    }
  }

  private unary(): Expression {
    const token = this.peek();
    if (token.t === 'op' && (token.v === '-' || token.v === '+')) {
      this.skip();
      this.depth += 1;
      if (this.depth > MAX_DEPTH) throw new NotAnExpression();
      const of = this.unary();
      this.depth -= 1;
      return { e: 'unary', v: token.v, of };
    }
    let left = this.postfix(this.primary());
    if (this.takeOp('**')) left = { e: 'binary', v: '**', left, right: this.unary() };
    return left;
  }

  private postfix(start: Expression): Expression {
    let left = start;
    for (;;) {
      if (this.takeOp('.')) {
        const token = this.next();
        if (token.t === 'name') left = { e: 'attribute', of: left, v: token.v };
        else if (token.t === 'number') left = { e: 'index', of: left, at: { e: 'literal', v: token.v } };
        else throw new NotAnExpression();
      } else if (this.takeOp('[')) left = this.subscript(left);
      else if (this.peekOp('(')) left = { e: 'call', of: left, ...this.callArgs() };
      else if (this.takeOp('|')) {
        const v = this.dottedName();
        left = { e: 'filter', of: left, v, ...(this.peekOp('(') ? this.callArgs() : { args: [], named: new Map() }) };
      } else if (this.peekName('is')) {
        this.skip();
        left = this.test(left);
      } else return left;
    }
  }

  private test(of: Expression): Expression {
    const not = this.takeName('not');
    const v = this.dottedName();
    if (this.peekOp('(')) return { e: 'test', of, v, not, args: this.callArgs().args };
    const token = this.peek();
    const operand =
      token.t === 'string' ||
      token.t === 'number' ||
      (token.t === 'name' && !/^(and|or|not|if|else|is|in)$/.test(token.v)) ||
      (token.t === 'op' && token.v === '[');
    return { e: 'test', of, v, not, args: operand ? [this.postfixWithoutTests()] : [] };
  }

  private postfixWithoutTests(): Expression {
    let left = this.primary();
    while (this.peekOp('.') || this.peekOp('[')) {
      if (this.takeOp('.')) {
        const token = this.next();
        if (token.t !== 'name') throw new NotAnExpression();
        left = { e: 'attribute', of: left, v: token.v };
      } else if (this.takeOp('[')) left = this.subscript(left);
    }
    return left;
  }

  private subscript(of: Expression): Expression {
    const parts: (Expression | undefined)[] = [];
    let colons = 0;
    while (!this.takeOp(']')) {
      if (this.takeOp(':')) {
        colons += 1;
        parts[colons] = undefined;
      } else parts[colons] = this.ternary();
      if (this.atEnd()) throw new NotAnExpression();
    }
    const [only] = parts;
    if (colons > 0) return { e: 'slice', of, parts };
    if (!only) throw new NotAnExpression();
    return { e: 'index', of, at: only };
  }

  private callArgs(): { args: Expression[]; named: Map<string, Expression> } {
    this.expectOp('(');
    const args: Expression[] = [];
    const named = new Map<string, Expression>();
    while (!this.takeOp(')')) {
      while (this.takeOp('*') || this.takeOp('**'));
      const token = this.peek();
      const after = this.peek(1);
      if (token.t === 'name' && after.t === 'op' && after.v === '=') {
        this.skip(2);
        named.set(token.v, this.ternary());
      } else args.push(this.ternary());
      if (!this.peekOp(')')) this.expectOp(',');
    }
    return { args, named };
  }

  private primary(): Expression {
    const token = this.next();
    if (token.t === 'string') {
      let v = token.v;
      for (let more = this.peek(); more.t === 'string'; more = this.peek()) {
        v += more.v;
        this.skip();
      }
      return { e: 'literal', v };
    }
    if (token.t === 'number') return { e: 'literal', v: token.v };
    if (token.t === 'name') {
      if (/^(true|True)$/.test(token.v)) return { e: 'literal', v: true };
      if (/^(false|False)$/.test(token.v)) return { e: 'literal', v: false };
      if (/^(none|None)$/.test(token.v)) return { e: 'literal', v: null };
      return { e: 'name', v: token.v };
    }
    if (token.t === 'op' && token.v === '(') return this.parenthesised();
    if (token.t === 'op' && token.v === '[') return { e: 'list', items: this.until(']') };
    if (token.t === 'op' && token.v === '{') return this.dict();
    throw new NotAnExpression();
  }

  private parenthesised(): Expression {
    const items = this.until(')');
    const [only] = items;
    return items.length === 1 && only ? only : { e: 'list', items };
  }

  private until(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.takeOp(close)) {
      items.push(this.ternary());
      if (!this.peekOp(close)) this.expectOp(',');
    }
    return items;
  }

  private dict(): Expression {
    const pairs: (readonly [Expression, Expression])[] = [];
    while (!this.takeOp('}')) {
      const key = this.ternary();
      this.expectOp(':');
      pairs.push([key, this.ternary()]);
      if (!this.peekOp('}')) this.expectOp(',');
    }
    return { e: 'dict', pairs };
  }

  private dottedName(): string {
    let token = this.next();
    if (token.t !== 'name') throw new NotAnExpression();
    let name = token.v;
    while (this.peekOp('.')) {
      this.skip();
      token = this.next();
      if (token.t !== 'name') throw new NotAnExpression();
      name = token.v;
    }
    return name;
  }
}
