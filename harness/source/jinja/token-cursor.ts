import type { Token } from './tokens.ts';

/** Thrown where the tokens are not what they should be. */
export class NotAnExpression extends Error {}

/** A place in a row of tokens: what comes next, and steps past it. */
export class TokenCursor {
  #at = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.peek().t === 'end';
  }

  protected peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { t: 'end' };
  }

  protected peekOp(v: string): boolean {
    const token = this.peek();
    return token.t === 'op' && token.v === v;
  }

  protected peekName(v: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.t === 'name' && token.v === v;
  }

  protected skip(tokens = 1): void {
    this.#at += tokens;
  }

  protected next(): Token {
    const token = this.peek();
    if (token.t === 'end') throw new NotAnExpression();
    this.skip();
    return token;
  }

  protected takeOp(v: string): boolean {
    if (!this.peekOp(v)) return false;
    this.skip();
    return true;
  }

  protected expectOp(v: string): void {
    if (!this.takeOp(v)) throw new NotAnExpression();
  }

  protected takeName(v: string): boolean {
    if (!this.peekName(v)) return false;
    this.skip();
    return true;
  }
}
