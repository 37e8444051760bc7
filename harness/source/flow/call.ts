import type { OfKind } from '../jinja/by-kind.ts';
import type { Expression } from '../jinja/syntax.ts';
import { attributeOf } from './attribute.ts';
import { type Evaluation, variable } from './evaluation.ts';
import { union, unknown, type Value } from './value.ts';

type Call = OfKind<'call'>;

/** What a function or a method gives. */
export function call(expression: Call, at: Evaluation): Value {
  const { of, args } = expression;
  if (of.e === 'attribute') return method(of, args, at);
  const given = of.e === 'name' ? FUNCTIONS.get(of.v)?.(expression, at) : undefined;
  return given ?? unknown('what a function gives', ...args.map(at.value));
}

/** What the functions that are known give; undefined for what can't be told of one. */
const FUNCTIONS: ReadonlyMap<string, (expression: Call, at: Evaluation) => Value | undefined> = new Map([
  ['lookup', lookedUp],
  ['query', lookedUp],
  ['q', lookedUp],
  ['range', () => unknown('a range')],
]);

/** Lookups of variables, and those that hand on what they are given. */
function lookedUp({ args: [plugin, term] }: Call, at: Evaluation): Value | undefined {
  const written = plugin?.e === 'literal' && typeof plugin.v === 'string' ? plugin.v : '';
  const [name] = /(?<![^.])(vars|list|items|flattened)$/.exec(written) ?? [];
  if (!name) return undefined;
  const given = term && at.value(term);
  if (name !== 'vars') return given ?? unknown('an empty lookup');
  return given?.k === 'literal' ? variable(String(given.v), at) : undefined;
}

function method({ of, v: name }: OfKind<'attribute'>, args: readonly Expression[], at: Evaluation): Value {
  const [first] = args;
  if (name === 'get' && first) return attributeOf(of, first.e === 'literal' ? String(first.v) : '*', at);
  const target = at.value(of);
  if (/^(values|items|copy)$/.test(name) && target.k === 'dict')
    return { k: 'list', items: [...target.entries.values()] };
  const given = args.map(at.value);
  return /^(append|extend)$/.test(name)
    ? union([target, ...given])
    : unknown(`what .${name}() gives`, target, ...given);
}
