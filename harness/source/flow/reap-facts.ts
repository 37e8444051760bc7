import type { AuditReap } from '../../model/audit.ts';
import { readExpression } from '../jinja/expression.ts';
import { readsOf } from '../jinja/reads-of.ts';
import { saysNo, saysYes } from '../jinja/says-yes.ts';
import type { Expression } from '../jinja/syntax.ts';
import { textOf, type YamlNode } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import { effective, type Frame } from '../resolve/frame.ts';
import type { Scope } from './evaluation.ts';
import type { Ignored } from './records.ts';
import { resultsIn } from './value.ts';

/** The text of one condition, whatever YAML made of it. */
export function conditionText(node: YamlNode | undefined): string | undefined {
  if (!node) return undefined;
  if (node.kind === 'list') return node.items.map((item) => `(${conditionText(item) ?? ''})`).join(' and ');
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  return textOf(node)
    .trim()
    .replace(/^\{\{([\s\S]*)\}\}$/, '$1')
    .trim();
}

/** Whether `finished` is what `until` waits for. */
export function untilReads(
  until: string | undefined,
  register: string | undefined,
  scope: Scope,
  isSet: (name: string) => boolean,
): AuditReap['untilReads'] {
  if (until === undefined) return undefined;
  const expression = readExpression(until);
  if (!expression) return 'unknown';
  const reads = readsOf(expression);
  const own = reads.filter((read) => read.name === register);
  if (own.length === 0) {
    // Without a register, `until` can't look at the reap's own result, whatever it names.
    const other =
      register === undefined || reads.some((read) => resultsIn(scope.lookup(read.name, 0) ?? { k: 'omit' }).length > 0);
    if (other && reads.length > 0) return 'other-register';
    return reads.some((read) => !isSet(read.name)) ? 'nothing-set' : 'unknown';
  }
  const finished = own.some((read) => read.path.includes('finished')) || someTest(expression, /^finished$/);
  if (finished) return someVersioned(expression) ? 'finished-versioned' : 'finished';
  const onlyOutcome =
    own.every((read) => read.path.length === 0 || /^(failed|changed)$/.test(read.path[0] ?? '')) &&
    someTest(expression, /^(succeeded|success|successful|failed|failure|changed|defined|skipped|reachable|started)$/);
  const bare = own.every((read) => read.path[0] === 'failed' || read.path[0] === 'started');
  return onlyOutcome || bare ? 'success' : 'unknown';
}

function someTest(expression: Expression, name: RegExp): boolean {
  return some(
    expression,
    (part) => (part.e === 'test' || part.e === 'filter') && name.test(part.v.replace(/^.*\./, '')),
  );
}

/** `x.finished is true` and `is sameas`, which tell 1 from true. */
function someVersioned(expression: Expression): boolean {
  return some(expression, (part) => {
    if (part.e !== 'test' || !/^(true|false|sameas|boolean|integer)$/.test(part.v)) return false;
    const of = part.of.e === 'filter' && part.of.v === 'bool' ? undefined : part.of;
    return of !== undefined && readsOf(of).some((read) => read.path.includes('finished'));
  });
}

function some(expression: Expression, test: (part: Expression) => boolean): boolean {
  if (test(expression)) return true;
  switch (expression.e) {
    case 'binary':
      return some(expression.left, test) || some(expression.right, test);
    case 'unary':
    case 'attribute':
    case 'filter':
    case 'test':
    case 'index':
    case 'slice':
      return some(expression.of, test);
    case 'ternary':
      return some(expression.yes, test) || some(expression.when, test);
    case 'list':
      return expression.items.some((item) => some(item, test));
    default:
      return false;
  }
}

/** What makes the reap's failure look well, by keywords alone. */
export function ignoredBy(task: TaskNode, frames: readonly Frame[]): Ignored {
  const ignore = effective(task, frames, 'ignore_errors');
  if (ignore && saysYes(textOf(ignore.pair.value))) {
    return {
      via: 'ignore_errors',
      place: placeAt(ignore.source, ignore.pair.keyStart),
      what: ignore.own ? 'ignore_errors: true' : 'ignore_errors: true on what it stands in',
    };
  }
  const failed = task.keywords.get('failed_when');
  if (failed && saysNo(conditionText(failed.value) ?? '')) {
    return { via: 'failed_when', place: placeAt(task.source, failed.keyStart), what: 'failed_when: false' };
  }
  for (const frame of [...frames].reverse()) {
    const block = frame.block;
    if (block?.part !== 'block' || block.node.rescue.length === 0) continue;
    if (everyTask(block.node.rescue, isSilent) && !block.node.always.some((rescued) => !isSilent(rescued))) {
      const pair = block.node.keywords.get('rescue');
      return {
        via: 'rescue',
        place: placeAt(block.node.source, pair?.keyStart ?? block.node.map.start),
        what: 'a rescue that only reports',
      };
    }
    return undefined;
  }
  return undefined;
}

function everyTask(tasks: readonly TaskNode[], test: (task: TaskNode) => boolean): boolean {
  return tasks.every((task) =>
    task.block ? everyTask([...task.block, ...task.rescue, ...task.always], test) : test(task),
  );
}

function isSilent(task: TaskNode): boolean {
  const short = task.action?.short ?? '';
  const argument = (name: string) => textOf(task.action?.args.get(name)).trim();
  return (
    short === 'debug' ||
    short === 'pause' ||
    (short === 'meta' && /^(noop|clear_host_errors)$/.test(task.action?.free ?? '')) ||
    (short === 'file' && argument('state') === 'absent') ||
    (short === 'async_status' && argument('mode') === 'cleanup')
  );
}

/** A `failed_when` that takes the place of Ansible's own judgement and leaves out the job's failure. */
export function failedWhenReads(
  task: TaskNode,
  register: string | undefined,
  scope: Scope,
): AuditReap['failedWhenReads'] {
  const pair = task.keywords.get('failed_when');
  const text = conditionText(pair?.value);
  if (!pair || text === undefined || saysNo(text) || saysYes(text)) return undefined;
  const expression = readExpression(text);
  if (!expression) return undefined;
  const place = placeAt(task.source, pair.keyStart);
  const reads = readsOf(expression);
  const own = reads.filter((read) => read.name === register);
  if (own.length === 0) {
    const other = reads.some((read) =>
      resultsIn(scope.lookup(read.name, 0) ?? { k: 'omit' }).some((result) => result.def.kind === 'launch'),
    );
    return other ? { how: 'other-register', place, text } : undefined;
  }
  const finishedOnly =
    own.every((read) => read.path[0] === 'finished') ||
    (own.every((read) => read.path.length === 0 || read.path[0] === 'finished') &&
      someTest(expression, /^finished$/) &&
      !someTest(expression, /^(failed|failure|succeeded|success|successful)$/));
  return finishedOnly ? { how: 'finished-only', place, text } : undefined;
}
