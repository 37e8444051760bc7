import type { Expression } from '../jinja/syntax.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn, type YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

/** What hands a variable on under another name, or asks for a job. */
const HANDS_ON = /^(set_fact|include|include_tasks|import_tasks|include_role|import_role)$/;

const tasks = new WeakMap<TaskNode, boolean>();
const nodes = new WeakMap<YamlNode, boolean>();

/**
 * Whether a task asks for a variable by a name that it computes, and may find a job under it: where the name can't be known, it
 * may be that of any register.
 */
export function asksByComputedName(task: TaskNode): boolean {
  const known = tasks.get(task);
  if (known !== undefined) return known;
  const asks = asked(task).some(hasComputedName);
  tasks.set(task, asks);
  return asks;
}

/** What may hand a job on. */
function asked({ action, block, keywords }: TaskNode): YamlNode[] {
  const args = action?.args;
  if (!block && !args?.has('jid') && !HANDS_ON.test(action?.short ?? '')) return [];
  const around = [...keywords.values()].filter(({ key }) => /^(vars|loop|with_\w+)$/.test(key));
  return [...(args?.values() ?? []), ...around.map((pair) => pair.value)];
}

/** Whether a template in it names a variable by what it computes. */
export function hasComputedName(node: YamlNode): boolean {
  const known = nodes.get(node);
  if (known !== undefined) return known;
  let found = false;
  for (const { text } of stringsIn(node))
    found ||= /vars\b/.test(text) && expressionsIn(text).some((expression) => partsOf(expression).some(computesName));
  nodes.set(node, found);
  return found;
}

/** An expression and all that it is made of. */
function partsOf(expression: Expression): Expression[] {
  const inner = Object.values(expression).flatMap(expressionsAmong);
  return [expression, ...inner.flatMap(partsOf)];
}

function expressionsAmong(part: unknown): Expression[] {
  if (part instanceof Map) return [...part.values()].flatMap(expressionsAmong);
  if (Array.isArray(part)) return part.flatMap(expressionsAmong);
  return typeof part === 'object' && part !== null && 'e' in part ? [part as Expression] : [];
}

/** `vars[name]`, `vars.get(name)`, `hostvars[host][name]`, `lookup('vars', name)`, `name | extract(vars)`. */
function computesName(expression: Expression): boolean {
  if (expression.e === 'index') return holdsVariables(expression.of) && !isWritten(expression.at);
  if (expression.e === 'filter') return isExtract(expression);
  if (expression.e !== 'call') return false;
  const { of, args } = expression;
  const [first, ...names] = args;
  if (of.e === 'attribute') return of.v === 'get' && holdsVariables(of.of) && first !== undefined && !isWritten(first);
  return of.e === 'name' && isLookup(of.v) && isVarsPlugin(first) && names.some((name) => !isWritten(name));
}

function isLookup(name: string): boolean {
  return /^(lookup|query|q)$/.test(name);
}

function isVarsPlugin(plugin: Expression | undefined): boolean {
  return plugin?.e === 'literal' && /^(.*\.)?vars$/.test(String(plugin.v));
}

function isExtract({ v, of, args: [holder, name] }: Expression & { e: 'filter' }): boolean {
  if (!/^(.*\.)?extract$/.test(v) || !holder) return false;
  if (holder.e === 'name' && holder.v === 'hostvars') return name !== undefined && !isWritten(name);
  return holdsVariables(holder) && !isWritten(of);
}

/** `vars`, or what `hostvars` has for one host. */
function holdsVariables(of: Expression): boolean {
  if (of.e === 'name') return of.v === 'vars';
  return (of.e === 'index' || of.e === 'attribute') && of.of.e === 'name' && of.of.v === 'hostvars';
}

function isWritten(name: Expression): boolean {
  return name.e === 'literal';
}
