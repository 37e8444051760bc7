import type { Expression } from '../jinja/syntax.ts';
import { compare, equal, isTrue } from './compare.ts';
import { Bad, type Decided } from './decided.ts';
import { evaluate, quietly, type Scope } from './jinja.ts';
import { Dict, isList, isTainted, spell, Undefined, Unknown, type Value } from './value.ts';

export function applyTest(expression: Expression & { e: 'test' }, scope: Scope): boolean {
  const name = expression.v.replace(/^.*\./, '');
  const args = expression.args.map((arg) => evaluate(arg, scope));
  const of = /^(un)?defined$/.test(name) ? quietly(expression.of, scope) : evaluate(expression.of, scope);
  return tested(name, of, args, scope.decided) !== expression.not;
}

/** Tests of a task's result, and where they look. */
const OF_RESULT: Readonly<Record<string, (result: Dict) => Value>> = {
  failed: (result) => result.get('failed') ?? false,
  failure: (result) => result.get('failed') ?? false,
  // Whatever has no such key counts as ended: an unreachable result, too.
  finished: (result) => result.get('finished') ?? true,
  started: (result) => result.get('started') ?? true,
  skipped: (result) => result.get('skipped') ?? false,
  skip: (result) => result.get('skipped') ?? false,
  changed: (result) => result.get('changed') ?? false,
  change: (result) => result.get('changed') ?? false,
  unreachable: (result) => result.get('unreachable') ?? false,
};
const OPPOSITE: Readonly<Record<string, string>> = {
  succeeded: 'failed',
  success: 'failed',
  successful: 'failed',
  reachable: 'unreachable',
};
const COMPARES: Readonly<Record<string, string>> = {
  equalto: '==',
  eq: '==',
  ne: '!=',
  gt: '>',
  greaterthan: '>',
  lt: '<',
  lessthan: '<',
  ge: '>=',
  le: '<=',
  in: 'in',
};

/** Throws `Need` where it can't be told, `Bad` where Ansible would fail. */
export function tested(name: string, of: Value, args: readonly Value[], decided: Decided): boolean {
  if (name === 'defined' || name === 'undefined') return isDefined(of, decided) === (name === 'defined');
  if (of instanceof Undefined) throw new Bad(`'${of.name}' is undefined`);
  const opposite = OPPOSITE[name];
  if (opposite) return !tested(opposite, of, args, decided);
  const look = OF_RESULT[name];
  if (look && of instanceof Dict) return isTrue(look(of), decided);
  if (look && !(of instanceof Unknown)) throw new Bad(`"${name}" asked of what is no result`);
  const [arg] = args;
  const comparison = COMPARES[name];
  if (comparison && arg !== undefined) return compare(of, comparison, arg, decided);
  if (name === 'contains' && arg !== undefined) return compare(arg, 'in', of, decided);
  if (name === 'truthy' || name === 'falsy') return isTrue(of, decided) === (name === 'truthy');
  if (of instanceof Unknown && (name === 'true' || name === 'false')) return isTrue(of, decided) === (name === 'true');
  const typed = of instanceof Unknown ? undefined : typeTest(name, of, arg);
  if (typed !== undefined) return typed;
  if (/^(match|search|regex)$/.test(name) && typeof of === 'string' && typeof arg === 'string') {
    const found = matches(name === 'match' ? `^(?:${arg})` : arg, of);
    if (found !== undefined) return found;
  }
  return decided.truth({
    key: `${spell(of)} is ${[name, ...args.map(spell)].join(' ')}`,
    tainted: isTainted(of) || args.some(isTainted),
  });
}

function isDefined(of: Value, decided: Decided): boolean {
  if (of instanceof Undefined) return false;
  if (!(of instanceof Unknown)) return true;
  // What was found true or equal to something is there.
  return decided.truths.has(of.name) || decided.pin(of.name) !== undefined
    ? true
    : decided.truth({ key: `${of.name} is defined`, tainted: of.tainted });
}

function typeTest(name: string, of: Value, arg: Value | undefined): boolean | undefined {
  switch (name) {
    case 'none':
      return of === null;
    case 'true':
      return of === true;
    case 'false':
      return of === false;
    case 'sameas':
      return arg !== undefined && typeof of === typeof arg && equal(of, arg);
    case 'string':
      return typeof of === 'string';
    case 'mapping':
      return of instanceof Dict;
    case 'iterable':
      return isList(of) || of instanceof Dict || typeof of === 'string';
    case 'sequence':
      return isList(of) || of instanceof Dict || typeof of === 'string';
    case 'integer':
      return typeof of === 'number' && Number.isInteger(of);
    case 'number':
      return typeof of === 'number' || typeof of === 'boolean';
    case 'boolean':
      return typeof of === 'boolean';
    default:
      return undefined;
  }
}

function matches(pattern: string, text: string): boolean | undefined {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return undefined;
  }
}
