import type { KnownNumber } from '../../model/audit.ts';
import { readsOf } from '../jinja/reads-of.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn, type YamlNode } from '../parse/node.ts';
import { evaluateNode } from './evaluate.ts';
import type { Scope } from './evaluation.ts';
import { literal, type Value } from './value.ts';

/** What Ansible makes of a number that YAML or a template gives it: `int()` of Python, so that `yes` is 1 and `5m` an error. */
export type Whole =
  | { readonly is: 'number'; readonly value: number; readonly from: 'number' | 'boolean' }
  | { readonly is: 'no-number' }
  | { readonly is: 'unknown' };

export function wholeOf(value: Value): Whole {
  if (value.k !== 'literal' || value.v === null) return { is: 'unknown' };
  if (typeof value.v === 'boolean') return { is: 'number', value: value.v ? 1 : 0, from: 'boolean' };
  if (typeof value.v === 'number') return { is: 'number', value: value.v, from: 'number' };
  const text = value.v.trim().replaceAll(/(?<=\d)_(?=\d)/g, '');
  if (/^[+-]?\d+$/.test(text)) return { is: 'number', value: Number(text), from: 'number' };
  // Ansible takes an empty text for a keyword that isn't set.
  return text === '' ? { is: 'unknown' } : { is: 'no-number' };
}

/** A keyword's number, or why it can't be known. `otherwise` = Ansible's default where the keyword isn't there. */
export function numberOf(node: YamlNode | undefined, scope: Scope, otherwise: number, soft = false): KnownNumber {
  if (!node) return { known: true, value: otherwise, soft, text: '' };
  const value = evaluateNode(node, scope);
  const text = node.kind === 'scalar' ? node.text : '';
  const hidden = (why: string): KnownNumber => {
    const along = alongOneVariable(node, scope);
    return { known: false, why, text, ...(along ? { along } : {}) };
  };
  if (value.k === 'union') {
    const all = value.of.map((part) => (part.k === 'literal' ? Number(part.v) : Number.NaN));
    return all.length > 0 && all.every((number) => number === all[0])
      ? { known: true, value: all[0] as number, soft: true, text }
      : hidden('it depends on a condition');
  }
  if (value.k === 'omit') return { known: true, value: otherwise, soft: true, text };
  const whole = wholeOf(value);
  if (whole.is === 'number' && value.k === 'literal')
    return { known: true, value: whole.value, soft: value.soft, text };
  return hidden(value.k === 'unknown' ? value.why : 'it is not a number');
}

/** Values that stand for any that a variable may have, where all else is known. */
export const SAMPLES: readonly number[] = [30, 60, 300, 900, 3600, 86_400];

/** A number that hangs on one variable which isn't known: what it is for each of the samples. */
function alongOneVariable(node: YamlNode, scope: Scope): KnownAlong | undefined {
  const names = new Set(
    stringsIn(node)
      .flatMap(({ text }) => expressionsIn(text))
      .flatMap((expression) => readsOf(expression))
      .filter((read) => scope.lookup(read.name, 0)?.k !== 'literal')
      .map((read) => [read.name, ...read.path].join('.')),
  );
  const [variable] = names;
  if (names.size !== 1 || variable === undefined || variable.includes('.')) return undefined;
  const values = SAMPLES.map((sample) => {
    const known: Scope = { lookup: (name, depth) => (name === variable ? literal(sample) : scope.lookup(name, depth)) };
    const whole = wholeOf(evaluateNode(node, known));
    return whole.is === 'number' ? whole.value : Number.NaN;
  });
  return values.some(Number.isNaN) ? undefined : { variable, values };
}

type KnownAlong = NonNullable<Extract<KnownNumber, { known: false }>['along']>;
