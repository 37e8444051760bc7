import type { Expression } from '../jinja/syntax.ts';
import { unknown, type Value } from './value.ts';

/** Where names get their values. */
export interface Scope {
  readonly lookup: (name: string, depth: number) => Value | undefined;
}

/** What an expression is evaluated with. */
export interface Evaluation {
  readonly scope: Scope;
  /** How many templates have led here. */
  readonly depth: number;
  /** The value of one of its parts. */
  readonly value: (part: Expression) => Value;
}

/** More than this refer to each other in a circle. */
const MAX_DEPTH = 25;

/** In the place of a value, where templates have led too far; undefined where they have not. */
export function tooDeep(depth: number): Value | undefined {
  return depth > MAX_DEPTH ? unknown('templates that refer to each other') : undefined;
}

/** A variable's value; `of`: the words for whose it is, where a message needs them. */
export function variable(name: string, { scope, depth }: Evaluation, of = ''): Value {
  return scope.lookup(name, depth + 1) ?? unknown(`${of}"${name}" is not set in what was read`);
}
