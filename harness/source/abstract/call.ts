import { attributeOf, elementOf } from './access.ts';
import { Bad, type Decided } from './decided.ts';
import type { Scope } from './jinja-scope.ts';
import { Dict, isList, isTainted, spell, Undefined, Unknown, type Value } from './value.ts';

const MOST_OF_RANGE = 8;

/** What a function gives. What isn't known gives an unknown, which remembers the job. */
export function functionCall(name: string, args: readonly Value[], scope: Scope): Value {
  const [first, second] = args;
  if (name === 'range' && args.every((arg) => typeof arg === 'number')) {
    const [from, to] = second === undefined ? [0, first as number] : [first as number, second as number];
    return Array.from({ length: Math.max(0, Math.min(MOST_OF_RANGE, to - from)) }, (_, index) => from + index);
  }
  if (/^(lookup|query|q)$/.test(name) && typeof first === 'string') {
    const plugin = first.replace(/^.*\./, '');
    const found = plugin === 'vars' && second !== undefined ? variable(second, scope) : undefined;
    if (found !== undefined) return name === 'lookup' ? found : [found];
    if (/^(list|items|flattened)$/.test(plugin) && second !== undefined) return second;
  }
  return new Unknown(`${name}(${args.map(spell).join(', ')})`, args.some(isTainted));
}

/** The variable of a name; undefined where nobody knows which that is, unless it may be a job that is asked for. */
function variable(name: Value, scope: Scope): Value | undefined {
  if (typeof name === 'string') return scope.look(name);
  return name instanceof Unknown && scope.jobs ? elementOf(scope.look('vars'), name, scope.decided) : undefined;
}

/** What a method gives. Throws `Bad` for one of what isn't there. */
export function methodCall(of: Value, name: string, args: readonly Value[], decided: Decided): Value {
  if (of instanceof Undefined) throw new Bad(`'${of.name}' is undefined`);
  return (
    ofDict(of, name, args, decided) ??
    ofList(of, name, args) ??
    ofText(of, name, args) ??
    new Unknown(`${spell(of)}.${name}(${args.map(spell).join(', ')})`, isTainted(of) || args.some(isTainted))
  );
}

function ofDict(of: Value, name: string, args: readonly Value[], decided: Decided): Value | undefined {
  if (!(of instanceof Dict)) return undefined;
  const [key, otherwise] = args;
  if (name === 'get' && typeof key === 'string') {
    const found = attributeOf(of, key, decided);
    return found instanceof Undefined ? (otherwise ?? null) : found;
  }
  if (name === 'values') return [...of.entries.values()];
  if (name === 'keys') return [...of.entries.keys()];
  return name === 'items' ? [...of.entries].map(([entry, value]) => [entry, value]) : undefined;
}

function ofList(of: Value, name: string, [first]: readonly Value[]): Value | undefined {
  if (!isList(of)) return undefined;
  if (name === 'append' && first !== undefined) return [...of, first];
  return name === 'split' ? of : undefined;
}

const TEXT: ReadonlyMap<string, (text: string, by: string) => Value> = new Map<
  string,
  (text: string, by: string) => Value
>([
  ['startswith', (text, by) => text.startsWith(by)],
  ['endswith', (text, by) => text.endsWith(by)],
  ['split', (text, by) => text.split(by)],
]);

function ofText(of: Value, name: string, [first]: readonly Value[]): Value | undefined {
  if (typeof of !== 'string') return undefined;
  if (name === 'lower') return of.toLowerCase();
  if (name === 'upper') return of.toUpperCase();
  if (name === 'strip') return of.trim();
  return typeof first === 'string' ? TEXT.get(name)?.(of, first) : undefined;
}
