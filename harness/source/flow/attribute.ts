import type { Expression } from '../jinja/syntax.ts';
import { type Evaluation, variable } from './evaluation.ts';
import { elementOf, narrowed, union, unknown, type Value } from './value.ts';

/** `of.name`, and `of['name']`. */
export function attributeOf(of: Expression, name: string, at: Evaluation): Value {
  const value = at.value(of);
  const owner = ownerOf(of);
  return owner === undefined ? attribute(value, name) : variable(name, at, owner);
}

/** Whose variable an attribute of this is, in words; undefined for what is no mapping of variables. */
function ownerOf(of: Expression): string | undefined {
  if (of.e === 'name') return of.v === 'vars' ? '' : undefined;
  const host = of.e === 'index' || of.e === 'attribute' ? of.of : undefined;
  return host?.e === 'name' && host.v === 'hostvars' ? "hostvars' " : undefined;
}

/** An attribute of a value; `*` for one whose name is not known. */
function attribute(of: Value, name: string): Value {
  const ofEach = (parts: readonly Value[]) => union(parts.map((part) => attribute(part, name)));
  switch (of.k) {
    case 'dict':
      return of.entries.get(name) ?? of.entries.get('*') ?? unknown(`no key "${name}" in what was read`, of);
    case 'result':
      return OF_RESULT.get(name)?.(of) ?? { ...of, k: 'field', name };
    case 'results':
      return unknown('an attribute of a list', of);
    case 'union':
      return ofEach(of.of);
    case 'unknown':
      return of.from.length ? ofEach(of.from) : of;
    default:
      return unknown(`"${name}" of something else`, of);
  }
}

type Result = Extract<Value, { readonly k: 'result' }>;

/** What a registered result has that means more than itself; undefined where it doesn't. */
const OF_RESULT: ReadonlyMap<string, (of: Result) => Value | undefined> = new Map([
  ['ansible_job_id', jobOf],
  ['ansible_results_file', jobOf],
  ['results', resultsOf],
  ['item', () => unknown('the item of a loop')],
]);

function jobOf(of: Result): Value | undefined {
  if (of.def.kind === 'other') return undefined;
  const whole = of.def.looped && of.cover === 'all' && !of.item;
  return { ...of, k: 'jid', cover: whole ? 'not-in-results' : of.cover };
}

function resultsOf(of: Result): Value {
  if (of.def.looped) return { ...of, k: 'results', item: true };
  // A launch without a loop has no results: whoever asks for them gets an error.
  return of.def.kind === 'launch' && of.cover === 'all'
    ? { ...of, k: 'results', item: true, cover: 'no-results' }
    : unknown('a result without a loop has no results', of);
}

/** `of[at]`, where `at` is no name. */
export function elementAt(of: Value, at: Value): Value {
  switch (of.k) {
    case 'results':
      return narrowed(elementOf(of), coverAt(at));
    case 'list': {
      const index = at.k === 'literal' && typeof at.v === 'number' ? at.v : undefined;
      if (index === undefined) return narrowed(union(of.items), 'unknown');
      return of.items.at(index) ?? unknown('an index beyond the list', of);
    }
    case 'union':
      return union(of.of.map((part) => elementAt(part, at)));
    case 'dict':
      return narrowed(union([...of.entries.values(), unknown('a key that is not known')]), 'unknown');
    default:
      return unknown('an element of what is not known', narrowed(of, 'unknown'));
  }
}

function coverAt(at: Value): 'unknown' | 'first' | 'last' | 'some' {
  if (at.k !== 'literal') return 'unknown';
  return at.v === 0 ? 'first' : at.v === -1 ? 'last' : 'some';
}
