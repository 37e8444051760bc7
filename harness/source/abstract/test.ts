import { compare, equal, isTrue } from './compare.ts';
import { Bad, type Decided } from './decided.ts';
import { Dict, isList, isTainted, spell, Undefined, Unknown, type Value } from './value.ts';

/** Tests of a task's result, and where they look. */
const OF_RESULT: ReadonlyMap<string, (result: Dict) => Value> = new Map([
  ['failed', (result: Dict) => result.get('failed') ?? false],
  ['failure', (result: Dict) => result.get('failed') ?? false],
  // Whatever has no such key counts as ended: an unreachable result, too.
  ['finished', (result: Dict) => result.get('finished') ?? true],
  ['started', (result: Dict) => result.get('started') ?? true],
  ['skipped', (result: Dict) => result.get('skipped') ?? false],
  ['skip', (result: Dict) => result.get('skipped') ?? false],
  ['changed', (result: Dict) => result.get('changed') ?? false],
  ['change', (result: Dict) => result.get('changed') ?? false],
  ['unreachable', (result: Dict) => result.get('unreachable') ?? false],
]);
const OPPOSITE: ReadonlyMap<string, string> = new Map([
  ['succeeded', 'failed'],
  ['success', 'failed'],
  ['successful', 'failed'],
  ['reachable', 'unreachable'],
]);
const COMPARES: ReadonlyMap<string, string> = new Map([
  ['equalto', '=='],
  ['eq', '=='],
  ['ne', '!='],
  ['gt', '>'],
  ['greaterthan', '>'],
  ['lt', '<'],
  ['lessthan', '<'],
  ['ge', '>='],
  ['le', '<='],
  ['in', 'in'],
]);

/** Throws `Need` where it can't be told, `Bad` where Ansible would fail. */
export function tested(name: string, of: Value, args: readonly Value[], decided: Decided): boolean {
  if (name === 'defined' || name === 'undefined') return isDefined(of, decided) === (name === 'defined');
  if (of instanceof Undefined) throw new Bad(`'${of.name}' is undefined`);
  const opposite = OPPOSITE.get(name);
  if (opposite) return !tested(opposite, of, args, decided);
  return (
    ofResult(name, of, decided) ??
    compared(name, of, args, decided) ??
    ofTruth(name, of, decided) ??
    (of instanceof Unknown ? undefined : (ofType(name, of, args[0]) ?? ofText(name, of, args[0]))) ??
    decided.truth({
      key: `${spell(of)} is ${[name, ...args.map(spell)].join(' ')}`,
      tainted: isTainted(of) || args.some(isTainted),
    })
  );
}

function ofResult(name: string, of: Value, decided: Decided): boolean | undefined {
  const look = OF_RESULT.get(name);
  if (!look || of instanceof Unknown) return undefined;
  if (of instanceof Dict) return isTrue(look(of), decided);
  throw new Bad(`"${name}" asked of what is no result`);
}

function compared(name: string, of: Value, [arg]: readonly Value[], decided: Decided): boolean | undefined {
  if (arg === undefined) return undefined;
  const comparison = COMPARES.get(name);
  if (comparison) return compare(of, comparison, arg, decided);
  return name === 'contains' ? compare(arg, 'in', of, decided) : undefined;
}

function ofTruth(name: string, of: Value, decided: Decided): boolean | undefined {
  if (name === 'truthy' || name === 'falsy') return isTrue(of, decided) === (name === 'truthy');
  if (of instanceof Unknown && (name === 'true' || name === 'false')) return isTrue(of, decided) === (name === 'true');
  return undefined;
}

function isDefined(of: Value, decided: Decided): boolean {
  if (of instanceof Undefined) return false;
  if (!(of instanceof Unknown)) return true;
  // What was found true or equal to something is there.
  return decided.truths.has(of.name) || decided.pin(of.name) !== undefined
    ? true
    : decided.truth({ key: `${of.name} is defined`, tainted: of.tainted });
}

function ofType(name: string, of: Value, arg: Value | undefined): boolean | undefined {
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

function ofText(name: string, of: Value, pattern: Value | undefined): boolean | undefined {
  if (!/^(match|search|regex)$/.test(name) || typeof of !== 'string' || typeof pattern !== 'string') return undefined;
  try {
    return new RegExp(name === 'match' ? `^(?:${pattern})` : pattern).test(of);
  } catch {
    return undefined;
  }
}
