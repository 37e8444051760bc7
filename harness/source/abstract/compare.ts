import { arithmetic as arithmeticOf, inOrder, sameScalar } from '../jinja/scalars.ts';
import { Bad, type Decided } from './decided.ts';
import { Dict, isList, isScalar, isTainted, JobId, OMIT, spell, Undefined, Unknown, type Value } from './value.ts';

/** Whether a value counts as true in a condition. Throws `Need` for an unknown one, `Bad` for one that isn't there. */
export function isTrue(value: Value, decided: Decided): boolean {
  if (value instanceof Undefined) throw new Bad(`'${value.name}' is undefined`);
  if (value instanceof Unknown) return decided.truth({ key: value.name, tainted: value.tainted });
  if (typeof value === 'string') return !/^(false|no|off|0|)$/i.test(value);
  if (value instanceof Dict) return value.entries.size > 0;
  if (isList(value)) return value.length > 0;
  return value instanceof JobId || value === OMIT || Boolean(value);
}

function present(value: Value): void {
  if (value instanceof Undefined) throw new Bad(`'${value.name}' is undefined`);
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** Throws `Need` where it can't be told, `Bad` where Python would refuse. */
export function compare(left: Value, operator: string, right: Value, decided: Decided): boolean {
  present(left);
  present(right);
  if (operator === '!=') return !compare(left, '==', right, decided);
  if (left instanceof Unknown || right instanceof Unknown) return compareUnknown(left, operator, right, decided);
  if (operator === '==') return equal(left, right);
  if (operator === 'in') return contains(left, right, decided);
  const order = isScalar(left) && isScalar(right) ? inOrder(operator, left, right) : undefined;
  if (order !== undefined) return order;
  throw new Bad(`${spell(left)} ${operator} ${spell(right)}`);
}

export function equal(left: Value, right: Value): boolean {
  if (isScalar(left) && isScalar(right)) return sameScalar(left, right);
  return left === right || (typeof left === 'object' && typeof right === 'object' && spell(left) === spell(right));
}

/** A comparison in which nobody knows one side, turned so that it is the left one. */
interface Open {
  readonly a: Value;
  readonly sign: string;
  readonly b: Value;
  readonly tainted: boolean;
}

function compareUnknown(left: Value, operator: string, right: Value, decided: Decided): boolean {
  const tainted = isTainted(left) || isTainted(right);
  const turns = !(left instanceof Unknown) && operator !== 'in';
  const open: Open = turns
    ? { a: right, sign: MIRRORED[operator] ?? operator, b: left, tainted }
    : { a: left, sign: operator, b: right, tainted };
  return ofLength(open, decided) ?? amongPlain(open, decided) ?? asked(open, decided);
}

/** Whether an unknown is empty, asked by its length: that is its truth. */
function ofLength({ a, sign, b, tainted }: Open, decided: Decided): boolean | undefined {
  if (!(a instanceof Unknown && a.name.endsWith(LENGTH) && typeof b === 'number')) return undefined;
  const filled = () => decided.truth({ key: a.name.slice(0, -LENGTH.length), tainted });
  if (FILLED.has(`${sign} ${b}`)) return filled();
  return EMPTY.has(`${sign} ${b}`) ? !filled() : undefined;
}

const FILLED = new Set(['> 0', '>= 1']);
const EMPTY = new Set(['== 0', '< 1', '<= 0']);

/** An unknown among values that are known. */
function amongPlain({ a, sign, b }: Open, decided: Decided): boolean | undefined {
  if (!(sign === 'in' && a instanceof Unknown && isList(b) && b.every(isScalar))) return undefined;
  const pinned = decided.pin(a.name);
  if (pinned !== undefined) return b.some((item) => equal(item, pinned));
  const [only] = b;
  if (b.length === 1 && only !== undefined) return compareUnknown(a, '==', only, decided);
  return b.length === 0 ? false : undefined;
}

function asked({ a, sign, b, tainted }: Open, decided: Decided): boolean {
  if (sign === '==' && typeof b === 'boolean') return decided.truth({ key: spell(a), tainted }) === b;
  const key = `${spell(a)} ${sign} ${spell(b)}`;
  return decided.truth(
    sign === '==' && a instanceof Unknown && isScalar(b)
      ? { key, tainted, pins: { name: a.name, value: b } }
      : { key, tainted },
  );
}

/** What the filter `length` makes of an unknown. */
export const LENGTH = '|length';

function contains(item: Value, of: Value, decided: Decided): boolean {
  if (isList(of)) {
    if (of.some((one) => equal(one, item))) return true;
    if (!of.some((one) => one instanceof Unknown)) return false;
    return decided.truth({ key: `${spell(item)} in ${spell(of)}`, tainted: isTainted(of) || isTainted(item) });
  }
  if (of instanceof Dict) return typeof item === 'string' && of.entries.has(item);
  if (typeof of === 'string') return typeof item === 'string' && of.includes(item);
  throw new Bad(`in ${spell(of)}`);
}

/** `+ - * / // % **` and `~`. Throws `Bad` where Python would refuse. */
export function arithmetic(operator: string, left: Value, right: Value): Value {
  present(left);
  present(right);
  if (operator === '+' && isList(left) && isList(right)) return [...left, ...right];
  // A list of which nothing is known grows: what is known of it stays known.
  if (operator === '+' && left instanceof Unknown && !left.tainted && isList(right) && carries(right)) return right;
  if (operator === '+' && right instanceof Unknown && !right.tainted && isList(left) && carries(left)) return left;
  const known = (value: Value) => !(value instanceof Unknown) && !(value instanceof JobId);
  if (!known(left) || !known(right))
    return new Unknown(`(${spell(left)} ${operator} ${spell(right)})`, isTainted(left) || isTainted(right));
  const result = isScalar(left) && isScalar(right) ? arithmeticOf(operator, left, right) : undefined;
  if (result !== undefined) return result;
  if (operator === '~') return `${left}${right}`;
  throw new Bad(`${spell(left)} ${operator} ${spell(right)}`);
}

function carries(list: readonly Value[]): boolean {
  return list.some((item) => item instanceof JobId || item instanceof Dict || isTainted(item));
}
