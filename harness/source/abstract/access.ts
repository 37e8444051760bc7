import { Bad, type Decided } from './decided.ts';
import { AllHosts, Dict, isList, isTainted, spell, Undefined, Unknown, type Value, Variables } from './value.ts';

/** An unknown, or the one value that the path has given it. */
export function pinned(value: Value, decided: Decided): Value {
  return value instanceof Unknown ? (decided.pin(value.name) ?? value) : value;
}

/** `of.name`. Throws `Bad` where Ansible would. */
export function attributeOf(of: Value, name: string, decided: Decided): Value {
  if (of instanceof Undefined) throw new Bad(`'${of.name}' is undefined`);
  if (of instanceof Dict) {
    const found = of.get(name);
    if (found !== undefined) return pinned(found, decided);
    if (of instanceof Variables) return pinned(new Unknown(name), decided);
    return name === 'item' && of.job ? new Unknown('item') : new Undefined(name);
  }
  if (of instanceof AllHosts) return of.of(name);
  if (of instanceof Unknown) return pinned(new Unknown(`${of.name}.${name}`, of.tainted), decided);
  return new Undefined(name);
}

/** `of[at]`. Throws `Bad` where Ansible would. */
export function elementOf(of: Value, at: Value, decided: Decided): Value {
  for (const part of [of, at]) if (part instanceof Undefined) throw new Bad(`'${part.name}' is undefined`);
  if (isList(of)) return itemOf(of, at);
  if (of instanceof AllHosts) return of.of(at);
  if (at instanceof Unknown)
    return new Unknown(`${of instanceof Variables ? 'vars' : spell(of)}[${at.name}]`, isTainted(of) || at.tainted);
  if (!(of instanceof Unknown)) return attributeOf(of, typeof at === 'string' ? at : spell(at), decided);
  const name = typeof at === 'string' ? `${of.name}.${at}` : `${of.name}[${spell(at)}]`;
  return pinned(new Unknown(name, of.tainted), decided);
}

function itemOf(list: readonly Value[], at: Value): Value {
  if (typeof at === 'number') return list.at(at) ?? new Undefined(`[${at}]`);
  if (!(at instanceof Unknown)) return new Undefined(spell(at));
  const [first] = list;
  return list.length === 1 && first !== undefined ? first : new Unknown(`${spell(list)}[${at.name}]`, isTainted(list));
}

/** `of[start:stop]`. */
export function sliceOf(of: Value, parts: readonly (Value | undefined)[]): Value {
  const [start, stop, step] = parts;
  const plain = (part: Value | undefined): part is number | undefined => part === undefined || typeof part === 'number';
  if (isList(of) && plain(start) && plain(stop) && step === undefined) return of.slice(start, stop);
  return new Unknown(`a slice of ${spell(of)}`, isTainted(of));
}

/** `a.b.0` of a value; undefined where a part of it isn't there. */
export function pathOf(of: Value, path: string, decided: Decided): Value {
  let at = of;
  for (const step of path.split('.')) {
    if (at instanceof Undefined) return at;
    at = isList(at) && /^\d+$/.test(step) ? (at[Number(step)] ?? new Undefined(step)) : attributeOf(at, step, decided);
  }
  return at;
}
