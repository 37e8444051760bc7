import { readExpression } from '../jinja/expression.ts';
import { pythonText } from '../jinja/scalars.ts';
import type { Expression } from '../jinja/syntax.ts';
import { readTemplate, soleExpression, type TemplatePart } from '../jinja/template.ts';
import type { YamlNode } from '../parse/node.ts';
import { attributeOf, elementOf, pinned, sliceOf } from './access.ts';
import { functionCall, methodCall } from './call.ts';
import { arithmetic, compare, isTrue } from './compare.ts';
import { Bad, Need } from './decided.ts';
import { applyFilter, isDefault, shortOf } from './filter.ts';
import type { Scope } from './jinja-scope.ts';
import { tested } from './test.ts';
import { Dict, isScalar, isTainted, OMIT, spell, Undefined, Unknown, type Value } from './value.ts';

type Statement = TemplatePart & { p: 'statement' };

const expressions = new Map<string, Expression | undefined>();

function expressionOf(text: string): Expression | undefined {
  if (expressions.has(text)) return expressions.get(text);
  if (expressions.size > 20_000) expressions.clear();
  const expression = readExpression(text);
  expressions.set(text, expression);
  return expression;
}

/** The value of YAML with templates in it. Throws `Need` and `Bad`. */
export function yamlValue(node: YamlNode, scope: Scope): Value {
  if (node.kind === 'list') return node.items.map((item) => yamlValue(item, scope));
  if (node.kind === 'map') return new Dict(new Map(node.pairs.map((pair) => [pair.key, yamlValue(pair.value, scope)])));
  if (node.opaque) return new Unknown('a value that is encrypted or marked unsafe');
  return typeof node.value === 'string' ? templateValue(node.value, scope) : node.value;
}

export function templateValue(text: string, scope: Scope): Value {
  if (!text.includes('{{') && !text.includes('{%')) return text;
  const sole = soleExpression(text);
  if (sole) return evaluate(sole, scope);
  const parts = outputs(readTemplate(text), scope);
  const live = parts.filter((part) => typeof part !== 'string' || part.trim() !== '');
  const [only] = live;
  if (live.length === 1 && only !== undefined && typeof only !== 'string') return only;
  if (parts.every(isScalar)) return parts.map(pythonText).join('');
  return new Unknown(parts.map(spell).join(' ~ '), parts.some(isTainted));
}

/** What a template prints, part by part. Of the statements, only `if` is followed. */
function outputs(parts: readonly TemplatePart[], scope: Scope): Value[] {
  const printed: Value[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as TemplatePart;
    if (part.p === 'text') printed.push(part.v);
    else if (part.p === 'output')
      printed.push(
        part.v ? evaluate(part.v, scope) : new Unknown(`{{ ${part.text} }}`, mentionsTaint(part.text, scope)),
      );
    else if (part.word === 'if') {
      const end = endOf(parts, at);
      printed.push(...chosen(parts.slice(at, end), scope));
      at = end;
    } else printed.push(new Unknown(`{% ${part.word} ${part.rest} %}`, restTainted(parts, scope)));
  }
  return printed;
}

function endOf(parts: readonly TemplatePart[], from: number): number {
  let depth = 0;
  for (let at = from; at < parts.length; at++) {
    const part = parts[at];
    if (part?.p !== 'statement') continue;
    if (part.word === 'if' || part.word === 'for') depth += 1;
    if (part.word === 'endif' || part.word === 'endfor') depth -= 1;
    if (depth === 0) return at;
  }
  return parts.length;
}

/** The branches of an `if`, from its first statement on. */
function branchesOf(parts: readonly TemplatePart[]): { readonly head: Statement; readonly body: TemplatePart[] }[] {
  const branches: { head: Statement; body: TemplatePart[] }[] = [];
  let depth = 0;
  for (const part of parts) {
    const word = part.p === 'statement' ? part.word : '';
    const opens = word === 'if' || word === 'for';
    const divides = depth === 0 ? word === 'if' : depth === 1 && /^(elif|else)$/.test(word);
    if (divides && part.p === 'statement') branches.push({ head: part, body: [] });
    if (opens) depth += 1;
    if (word === 'endif' || word === 'endfor') depth -= 1;
    if (!divides) branches.at(-1)?.body.push(part);
  }
  return branches;
}

function chosen(parts: readonly TemplatePart[], scope: Scope): Value[] {
  for (const { head, body } of branchesOf(parts)) {
    if (head.word === 'else') return outputs(body, scope);
    const when = expressionOf(head.rest);
    if (!when) return [new Unknown('{% if %}', restTainted(parts, scope))];
    if (truth(evaluate(when, scope), scope)) return outputs(body, scope);
  }
  return [];
}

function restTainted(parts: readonly TemplatePart[], scope: Scope): boolean {
  return parts.some((part) =>
    mentionsTaint(part.p === 'text' ? '' : part.p === 'output' ? part.text : part.rest, scope),
  );
}

/** Whether text that can't be read names what carries the struck job. */
function mentionsTaint(text: string, scope: Scope): boolean {
  return [...text.matchAll(/[A-Za-z_]\w*/g)].some(([name]) => {
    try {
      return isTainted(scope.look(name));
    } catch {
      return false;
    }
  });
}

/** `when`, `until`, `failed_when`, `that`: a list is a conjunction. Throws `Need` and `Bad`. */
export function holds(node: YamlNode, scope: Scope): boolean {
  if (node.kind === 'list') return node.items.every((item) => holds(item, scope));
  if (node.kind === 'map') return node.pairs.length > 0;
  if (node.opaque) return scope.decided.truth({ key: 'a condition marked unsafe', tainted: false });
  if (node.value === null) return true;
  if (typeof node.value !== 'string') return Boolean(node.value);
  return textHolds(node.value, scope);
}

function textHolds(condition: string, scope: Scope, depth = 0): boolean {
  const text = condition.trim();
  if (text === '') return true;
  if (text.includes('{{') || text.includes('{%')) {
    const value = templateValue(text, scope);
    // What a template gives is a condition once more.
    if (typeof value === 'string' && value.trim() !== '' && depth < 3) return textHolds(value, scope, depth + 1);
    return truth(value, scope);
  }
  const expression = expressionOf(text);
  if (!expression) return scope.decided.truth({ key: text, tainted: mentionsTaint(text, scope) });
  const value = evaluate(expression, scope);
  if (typeof value === 'string' && expression.e === 'name' && depth < 3) return textHolds(value, scope, depth + 1);
  return truth(value, scope);
}

/** Whether a value counts as true. Throws `Need` for an unknown one, `Bad` for one that isn't there. */
export function truth(value: Value, scope: Scope): boolean {
  return isTrue(value, scope.decided);
}

function evaluate(expression: Expression, scope: Scope): Value {
  const value = (part: Expression): Value => evaluate(part, scope);
  switch (expression.e) {
    case 'literal':
      return expression.v;
    case 'name':
      return expression.v === 'omit' ? OMIT : pinned(scope.look(expression.v), scope.decided);
    case 'attribute':
      return attributeOf(value(expression.of), expression.v, scope.decided);
    case 'index':
      return elementOf(value(expression.of), value(expression.at), scope.decided);
    case 'slice':
      return sliceOf(
        value(expression.of),
        expression.parts.map((part) => part && value(part)),
      );
    case 'call':
      return called(expression, scope);
    case 'filter':
      return filteredOf(expression, scope);
    case 'test':
      return testedOf(expression, scope);
    case 'list':
      return expression.items.map(value);
    case 'dict':
      return new Dict(new Map(expression.pairs.map(([key, of]) => [keyText(value(key)), value(of)])));
    case 'unary':
      if (expression.v === 'not') return !truth(value(expression.of), scope);
      return negated(value(expression.of), expression.v);
    case 'binary':
      return binaryOf(expression, scope);
    case 'ternary':
      if (truth(value(expression.when), scope)) return value(expression.yes);
      return expression.otherwise ? value(expression.otherwise) : new Undefined('a value without else');
  }
}

/** A function or a method. */
function called({ of, args: written }: Expression & { e: 'call' }, scope: Scope): Value {
  const args = written.map((arg) => evaluate(arg, scope));
  if (of.e === 'name') return functionCall(of.v, args, scope);
  if (of.e !== 'attribute') return new Unknown('what a call gives', args.some(isTainted));
  return methodCall(evaluate(of.of, scope), of.v, args, scope.decided);
}

function filteredOf(expression: Expression & { e: 'filter' }, scope: Scope): Value {
  const name = shortOf(expression.v);
  // What isn't there has a default.
  const value = isDefault(name) ? quietly : evaluate;
  const args = expression.args.map((arg) => value(arg, scope));
  const named = new Map([...expression.named].map(([key, part]) => [key, evaluate(part, scope)] as const));
  return applyFilter(value(expression.of, scope), scope, { name, args, named });
}

function testedOf(expression: Expression & { e: 'test' }, scope: Scope): boolean {
  const name = shortOf(expression.v);
  const args = expression.args.map((arg) => evaluate(arg, scope));
  const value = /^(un)?defined$/.test(name) ? quietly : evaluate;
  return tested(name, value(expression.of, scope), args, scope.decided) !== expression.not;
}

function keyText(value: Value): string {
  return typeof value === 'string' ? value : spell(value);
}

function negated(of: Value, sign: '-' | '+'): Value {
  if (typeof of === 'number') return sign === '-' ? -of : of;
  return new Unknown(`${sign}${spell(of)}`, isTainted(of));
}

/** What an undefined operand gives instead of an error: `defined` and `default` ask for that. */
function quietly(expression: Expression, scope: Scope): Value {
  try {
    return evaluate(expression, scope);
  } catch (error) {
    if (error instanceof Bad) return new Undefined(error.why);
    throw error;
  }
}

function binaryOf(expression: Expression & { e: 'binary' }, scope: Scope): Value {
  const { v } = expression;
  if (v === 'and' || v === 'or') return eitherWay(expression, v === 'or', scope);
  const [left, right] = [evaluate(expression.left, scope), evaluate(expression.right, scope)];
  return /^(==|!=|<|>|<=|>=|in)$/.test(v) ? compare(left, v, right, scope.decided) : arithmetic(v, left, right);
}

/** Jinja gives an operand; where one side is unknown but the other settles it, it is settled. */
function eitherWay(expression: Expression & { e: 'binary' }, settles: boolean, scope: Scope): Value {
  let left: Value;
  try {
    left = evaluate(expression.left, scope);
    if (truth(left, scope) === settles) return left;
  } catch (need) {
    if (!(need instanceof Need)) throw need;
    let right: boolean | undefined;
    try {
      right = truth(evaluate(expression.right, scope), scope);
    } catch (error) {
      if (!(error instanceof Need || error instanceof Bad)) throw error;
    }
    if (right === settles) return settles;
    throw need;
  }
  return evaluate(expression.right, scope);
}
