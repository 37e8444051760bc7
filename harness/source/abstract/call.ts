import type { Expression } from '../jinja/syntax.ts';
import { Bad } from './decided.ts';
import { attributeOf, evaluate, type Scope } from './jinja.ts';
import { Dict, isList, isTainted, spell, Undefined, Unknown, type Value } from './value.ts';

const MOST_OF_RANGE = 8;

/** A function or a method. What isn't known gives an unknown, which remembers the job. */
export function callOf(expression: Expression & { e: 'call' }, scope: Scope): Value {
  const args = expression.args.map((arg) => evaluate(arg, scope));
  const { of } = expression;
  if (of.e === 'name') return functionCall(of.v, args, scope);
  if (of.e !== 'attribute') return new Unknown('what a call gives', args.some(isTainted));
  const target = evaluate(of.of, scope);
  if (target instanceof Undefined) throw new Bad(`'${target.name}' is undefined`);
  return (
    method(target, of.v, args, scope) ??
    new Unknown(`${spell(target)}.${of.v}(${args.map(spell).join(', ')})`, isTainted(target) || args.some(isTainted))
  );
}

function functionCall(name: string, args: readonly Value[], scope: Scope): Value {
  const [first, second] = args;
  if (name === 'range' && args.every((arg) => typeof arg === 'number')) {
    const [from, to] = second === undefined ? [0, first as number] : [first as number, second as number];
    return Array.from({ length: Math.max(0, Math.min(MOST_OF_RANGE, to - from)) }, (_, index) => from + index);
  }
  if (/^(lookup|query|q)$/.test(name) && typeof first === 'string') {
    const plugin = first.replace(/^.*\./, '');
    if (plugin === 'vars' && typeof second === 'string') return scope.look(second);
    if (/^(list|items|flattened)$/.test(plugin) && second !== undefined) return second;
  }
  return new Unknown(`${name}(${args.map(spell).join(', ')})`, args.some(isTainted));
}

function method(of: Value, name: string, args: readonly Value[], scope: Scope): Value | undefined {
  const [first, second] = args;
  if (of instanceof Dict) {
    if (name === 'get' && typeof first === 'string') {
      const found = attributeOf(of, first, scope);
      return found instanceof Undefined ? (second ?? null) : found;
    }
    if (name === 'values') return [...of.entries.values()];
    if (name === 'keys') return [...of.entries.keys()];
    if (name === 'items') return [...of.entries].map(([key, value]) => [key, value]);
  }
  if (isList(of) && name === 'append' && first !== undefined) return [...of, first];
  if (isList(of) && name === 'split') return of;
  if (typeof of !== 'string') return undefined;
  if (name === 'lower') return of.toLowerCase();
  if (name === 'upper') return of.toUpperCase();
  if (name === 'strip') return of.trim();
  if (name === 'startswith' && typeof first === 'string') return of.startsWith(first);
  if (name === 'endswith' && typeof first === 'string') return of.endsWith(first);
  if (name === 'split' && typeof first === 'string') return of.split(first);
  return undefined;
}
