import { type ByKind, made } from './by-kind.ts';
import type { Expression } from './syntax.ts';

/** A variable that an expression reads, with the attributes asked of it (`r.finished` → `r`, `['finished']`). */
export interface Read {
  readonly name: string;
  readonly path: readonly string[];
}

/** The variables that an expression reads, from left to right within each of its parts. */
export function readsOf(expression: Expression): Read[] {
  const found: Read[] = [];
  collect(expression, [], found);
  return found;
}

function collect(expression: Expression, path: Path, found: Read[]): void {
  if (expression.e === 'name') found.push({ name: expression.v, path });
  for (const [part, asked] of made(PARTS, expression, path)) if (part) collect(part, asked, found);
}

type Path = readonly string[];
/** A part of an expression that is looked at, and the attributes that the whole asks of it. */
type Part = readonly [part: Expression | undefined, asked: Path];

/** Filters that leave a value what it is, so that an attribute of the outcome is one of the value. */
const AS_IT_IS = new Set(['default', 'd', 'bool', 'int']);

/** For each kind, its parts, given the attributes that are asked of the expression. */
const PARTS: ByKind<Path, readonly Part[]> = {
  literal: () => [],
  name: () => [],
  attribute: ({ of, v }, path) => [[of, [v, ...path]]],
  index: ({ of, at }, path) => [
    [at, []],
    [of, [at.e === 'literal' ? String(at.v) : '*', ...path]],
  ],
  // A bound that isn't written is a hole among them.
  slice: ({ of, parts }, path) => [...alone([...parts]), [of, ['*', ...path]]],
  call: ({ of, args, named }, path) => [...alone([...args, ...named.values()]), ...called(of, path)],
  filter: ({ of, v, args, named }, path) => [...alone([...args, ...named.values()]), [of, AS_IT_IS.has(v) ? path : []]],
  test: ({ of, args }) => alone([...args, of]),
  list: ({ items }) => alone(items),
  dict: ({ pairs }) => alone(pairs.flat()),
  unary: ({ of }) => alone([of]),
  binary: ({ left, right }) => alone([left, right]),
  ternary: ({ yes, when, otherwise }, path) => [
    [yes, path],
    [when, []],
    [otherwise, path],
  ],
};

/** Parts of which nothing is asked but themselves. */
function alone(parts: readonly (Expression | undefined)[]): readonly Part[] {
  return parts.map((part) => [part, []]);
}

/** A method is of the thing before the dot; a function's name is no variable. */
function called(of: Expression, path: Path): readonly Part[] {
  if (of.e === 'attribute') return [[of.of, path]];
  return of.e === 'name' ? [] : [[of, path]];
}
