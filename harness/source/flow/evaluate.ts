import { canonical } from '../jinja/canonical.ts';
import { readExpression } from '../jinja/expression.ts';
import type { Expression } from '../jinja/syntax.ts';
import { readTemplate, soleExpression } from '../jinja/template.ts';
import type { YamlNode } from '../parse/node.ts';
import { filtered } from './filters.ts';
import { binary } from './operators.ts';
import { elementOf, literal, narrowed, union, unknown, type Value } from './value.ts';

/** Where names get their values. */
export interface Scope {
  readonly lookup: (name: string, depth: number) => Value | undefined;
}

const MAX_DEPTH = 25;

function withName(scope: Scope, name: string, value: Value): Scope {
  return { lookup: (asked, depth) => (asked === name ? value : scope.lookup(asked, depth)) };
}

/** The value of a YAML node with templates in it. */
export function evaluateNode(node: YamlNode, scope: Scope, depth = 0): Value {
  if (depth > MAX_DEPTH) return unknown('templates that refer to each other');
  if (node.kind === 'list') return { k: 'list', items: node.items.map((item) => evaluateNode(item, scope, depth + 1)) };
  if (node.kind === 'map')
    return {
      k: 'dict',
      entries: new Map(node.pairs.map((pair) => [pair.key, evaluateNode(pair.value, scope, depth + 1)])),
    };
  if (node.opaque) return unknown('it is encrypted or marked unsafe');
  return typeof node.value === 'string' ? evaluateText(node.value, scope, depth) : literal(node.value);
}

function evaluateText(text: string, scope: Scope, depth = 0): Value {
  if (!text.includes('{{') && !text.includes('{%')) return literal(text);
  const sole = soleExpression(text);
  if (sole) return evaluate(sole, scope, depth + 1);
  const parts = readTemplate(text);
  const outputs: Value[] = [];
  let local = scope;
  let onlyChoice = true;
  let joined = '';
  for (const part of parts) {
    if (part.p === 'text') {
      joined += part.v;
      if (part.v.trim()) onlyChoice = false;
    } else if (part.p === 'output') {
      const value = part.v ? evaluate(part.v, local, depth + 1) : unknown(`can't read {{ ${part.text} }}`);
      outputs.push(value);
      joined += value.k === 'literal' ? String(value.v) : '\0';
    } else {
      joined += '\0';
      const loop = part.word === 'for' ? /^([\w]+)(?:\s*,\s*(\w+))?\s+in\s+([\s\S]*)$/.exec(part.rest) : null;
      const set = part.word === 'set' ? /^(\w+)\s*=\s*([\s\S]*)$/.exec(part.rest) : null;
      const body =
        readExpression((loop?.[3] ?? set?.[2] ?? '').replace(/\s+if\s+.*$/, '')) ??
        (part.word === 'do' || part.word === 'set' ? readExpression(part.rest) : undefined);
      if (loop?.[1] && body) local = withName(local, loop[2] ?? loop[1], elementOf(evaluate(body, local, depth + 1)));
      else if (set?.[1] && body) local = withName(local, set[1], evaluate(body, local, depth + 1));
      else if (body) outputs.push(evaluate(body, local, depth + 1));
      if (!/^(if|else|elif|endif)$/.test(part.word)) onlyChoice = false;
    }
  }
  if (!joined.includes('\0')) return literal(joined);
  if (onlyChoice && outputs.length) return union(outputs);
  const [only] = outputs;
  if (outputs.length === 1 && only && only.k === 'jid' && joined.replaceAll('\0', '').trim() === '') return only;
  return unknown('text put together from templates', ...outputs.map((value) => narrowed(value, 'unknown')));
}

function evaluate(expression: Expression, scope: Scope, depth = 0): Value {
  if (depth > MAX_DEPTH) return unknown('templates that refer to each other');
  const value = (part: Expression): Value => evaluate(part, scope, depth + 1);
  switch (expression.e) {
    case 'literal':
      return literal(expression.v);
    case 'name':
      if (expression.v === 'omit') return { k: 'omit' };
      return scope.lookup(expression.v, depth + 1) ?? unknown(`"${expression.v}" is not set in what was read`);
    case 'attribute':
      return attribute(value(expression.of), expression.v, expression.of, scope, depth);
    case 'index': {
      const at = value(expression.at);
      if (at.k === 'literal' && typeof at.v === 'string')
        return attribute(value(expression.of), at.v, expression.of, scope, depth);
      return elementAt(value(expression.of), at, expression);
    }
    case 'slice':
      return narrowed(value(expression.of), 'some');
    case 'call':
      return call(expression, value, scope, depth);
    case 'filter':
      return filtered(expression, value, scope);
    case 'test':
      return unknown(`the outcome of "${canonical(expression)}"`);
    case 'list':
      return { k: 'list', items: expression.items.map(value) };
    case 'dict':
      return {
        k: 'dict',
        entries: new Map(expression.pairs.map(([key, of]) => [key.e === 'literal' ? String(key.v) : '*', value(of)])),
      };
    case 'unary': {
      const of = value(expression.of);
      if (of.k !== 'literal') return unknown('a condition that depends on what is not known');
      if (expression.v === 'not') return literal(!of.v, of.soft);
      return typeof of.v === 'number'
        ? literal(expression.v === '-' ? -of.v : of.v, of.soft)
        : unknown('a sign before text');
    }
    case 'binary':
      return binary(expression.v, value(expression.left), value(expression.right));
    case 'ternary': {
      const when = value(expression.when);
      const otherwise = expression.otherwise ? value(expression.otherwise) : literal('');
      if (when.k === 'literal' && !when.soft) return when.v ? value(expression.yes) : otherwise;
      return union([value(expression.yes), otherwise]);
    }
  }
}

function attribute(of: Value, name: string, source: Expression, scope: Scope, depth: number): Value {
  if (source.e === 'name' && source.v === 'vars')
    return scope.lookup(name, depth + 1) ?? unknown(`"${name}" is not set in what was read`);
  const root = source.e === 'index' || source.e === 'attribute' ? source.of : undefined;
  if (root?.e === 'name' && root.v === 'hostvars')
    return scope.lookup(name, depth + 1) ?? unknown(`hostvars' "${name}" is not set in what was read`);
  switch (of.k) {
    case 'dict':
      return of.entries.get(name) ?? of.entries.get('*') ?? unknown(`no key "${name}" in what was read`, of);
    case 'result':
      if (name === 'ansible_job_id' || name === 'ansible_results_file') {
        if (of.def.kind === 'reap' || of.def.kind === 'launch') {
          const direct = of.def.looped && of.cover === 'all' && !of.item;
          return { ...of, k: 'jid', cover: direct ? 'not-in-results' : of.cover };
        }
      }
      if (name === 'results') {
        if (of.def.looped) return { ...of, k: 'results', item: true };
        // A launch without a loop has no results: whoever asks for them gets an error.
        return of.def.kind === 'launch' && of.cover === 'all'
          ? { ...of, k: 'results', item: true, cover: 'no-results' }
          : unknown('a result without a loop has no results', of);
      }
      if (name === 'item') return unknown('the item of a loop');
      return { ...of, k: 'field', name };
    case 'results':
      return unknown('an attribute of a list', of);
    case 'union':
      return union(of.of.map((part) => attribute(part, name, source, scope, depth)));
    case 'unknown':
      return of.from.length ? union(of.from.map((part) => attribute(part, name, source, scope, depth))) : of;
    default:
      return unknown(`"${name}" of something else`, of);
  }
}

function elementAt(of: Value, at: Value, expression: Expression & { e: 'index' }): Value {
  if (of.k === 'results') {
    const single = elementOf(of);
    if (at.k !== 'literal') return narrowed(single, 'unknown');
    return narrowed(single, at.v === 0 ? 'first' : at.v === -1 ? 'last' : 'some');
  }
  if (of.k === 'list') {
    const index = at.k === 'literal' && typeof at.v === 'number' ? at.v : undefined;
    if (index === undefined) return narrowed(union(of.items), 'unknown');
    const item = of.items.at(index);
    return item ?? unknown('an index beyond the list', of);
  }
  if (of.k === 'union') return union(of.of.map((part) => elementAt(part, at, expression)));
  if (of.k === 'dict') return narrowed(union([...of.entries.values(), unknown('a key that is not known')]), 'unknown');
  return unknown('an element of what is not known', narrowed(of, 'unknown'));
}

function call(
  expression: Expression & { e: 'call' },
  value: (part: Expression) => Value,
  scope: Scope,
  depth: number,
): Value {
  const { of } = expression;
  const [first] = expression.args;
  if (
    of.e === 'name' &&
    /^(lookup|query|q)$/.test(of.v) &&
    first?.e === 'literal' &&
    typeof first.v === 'string' &&
    /(^|\.)(vars|list|items|flattened)$/.test(first.v)
  ) {
    const second = expression.args[1] ? value(expression.args[1]) : undefined;
    if (!first.v.endsWith('vars')) return second ?? unknown('an empty lookup');
    if (second?.k === 'literal')
      return scope.lookup(String(second.v), depth + 1) ?? unknown(`"${String(second.v)}" is not set in what was read`);
  }
  if (of.e === 'name' && of.v === 'range') return unknown('a range');
  if (of.e === 'attribute') {
    const target = value(of.of);
    if (/^(values|items|copy)$/.test(of.v) && target.k === 'dict')
      return { k: 'list', items: [...target.entries.values()] };
    if (of.v === 'get' && first)
      return attribute(target, first.e === 'literal' ? String(first.v) : '*', of.of, scope, depth);
    if (/^(append|extend)$/.test(of.v)) return union([target, ...expression.args.map(value)]);
    return unknown(`what .${of.v}() gives`, target, ...expression.args.map(value));
  }
  return unknown('what a function gives', ...expression.args.map(value));
}
