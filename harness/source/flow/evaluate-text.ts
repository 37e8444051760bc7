import { readExpression } from '../jinja/expression.ts';
import type { Expression } from '../jinja/syntax.ts';
import { readTemplate, soleExpression, type TemplatePart } from '../jinja/template.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import type { Scope } from './evaluation.ts';
import { elementOf, literal, narrowed, union, unknown, type Value } from './value.ts';

/** The value of a text with templates in it. */
export function evaluateText(text: string, scope: Scope, depth: number): Value {
  if (!text.includes('{{') && !text.includes('{%')) return literal(text);
  const sole = soleExpression(text);
  if (sole) return evaluateExpression(sole, scope, depth + 1);
  const rendered = new Rendered(scope, depth + 1);
  for (const part of readTemplate(text)) rendered.add(part);
  return rendered.value();
}

/** Stands in a text for what is not known of it. */
const HOLE = '\0';
/** Statements that only choose between what stands in their branches. */
const CHOICE = /^(if|else|elif|endif)$/;

/** What a text's parts come to, one after the other: a name that one of them binds is known to those behind it. */
class Rendered {
  private readonly outputs: Value[] = [];
  private joined = '';
  private onlyChoice = true;
  private scope: Scope;
  private readonly depth: number;

  constructor(scope: Scope, depth: number) {
    this.scope = scope;
    this.depth = depth;
  }

  add(part: TemplatePart): void {
    if (part.p === 'text') this.text(part.v);
    else if (part.p === 'output') this.output(part);
    else this.statement(part);
  }

  value(): Value {
    const { joined, outputs, onlyChoice } = this;
    if (!joined.includes(HOLE)) return literal(joined);
    if (onlyChoice && outputs.length) return union(outputs);
    const [only] = outputs;
    if (outputs.length === 1 && only?.k === 'jid' && joined.replaceAll(HOLE, '').trim() === '') return only;
    return unknown('text put together from templates', ...outputs.map((value) => narrowed(value, 'unknown')));
  }

  private text(text: string): void {
    this.joined += text;
    if (text.trim()) this.onlyChoice = false;
  }

  private output({ v, text }: TemplatePart & { readonly p: 'output' }): void {
    const value = v ? evaluateExpression(v, this.scope, this.depth) : unknown(`can't read {{ ${text} }}`);
    this.outputs.push(value);
    this.joined += value.k === 'literal' ? String(value.v) : HOLE;
  }

  private statement(part: TemplatePart & { readonly p: 'statement' }): void {
    this.joined += HOLE;
    if (!CHOICE.test(part.word)) this.onlyChoice = false;
    const { body, binds } = readStatement(part);
    if (!body) return;
    const value = evaluateExpression(body, this.scope, this.depth);
    if (!binds) this.outputs.push(value);
    else this.scope = withName(this.scope, binds.name, binds.each ? elementOf(value) : value);
  }
}

interface Statement {
  readonly body: Expression | undefined;
  /** The name that it gives a value: the body's, or that of each of its elements. */
  readonly binds: { readonly name: string; readonly each: boolean } | undefined;
}

const FOR = /^(?:\w+\s*,\s*)?(\w+)\s+in\s+([\s\S]*)$/;
const SET = /^(\w+)\s*=\s*([\s\S]*)$/;
/** What a loop leaves out. */
const LOOP_CONDITION = /\s+if\s+.*$/;

function readStatement({ word, rest }: { readonly word: string; readonly rest: string }): Statement {
  const pattern = word === 'for' ? FOR : word === 'set' ? SET : undefined;
  const [, name, written = ''] = pattern?.exec(rest) ?? [];
  const body = readExpression(written.replace(LOOP_CONDITION, '')) ?? wholeOf(word, rest);
  return { body, binds: name === undefined ? undefined : { name, each: word === 'for' } };
}

/** `do` and a `set` of something else than a name are expressions as they stand. */
function wholeOf(word: string, rest: string): Expression | undefined {
  return word === 'do' || word === 'set' ? readExpression(rest) : undefined;
}

function withName(scope: Scope, name: string, value: Value): Scope {
  return { lookup: (asked, depth) => (asked === name ? value : scope.lookup(asked, depth)) };
}
