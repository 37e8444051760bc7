import { readExpression } from '../jinja/expression.ts';
import { readsOf } from '../jinja/reads-of.ts';
import type { Expression } from '../jinja/syntax.ts';
import { expressionsIn, unreadableIn } from '../jinja/template.ts';
import { sharedIfEmpty } from '../none.ts';
import { stringsIn, type YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

/** An expression of a task, with the keyword (or `args`, `jid`, `shown`) that it stands in, and the variables that it reads. */
export interface ExpressionOf {
  readonly expression: Expression;
  readonly keyword: string;
  readonly reads: readonly { readonly name: string; readonly path: readonly string[] }[];
}

const known = new WeakMap<TaskNode, readonly ExpressionOf[]>();

/** Every expression of a task. A file that is included a thousand times is read once. */
export function expressionsOf(task: TaskNode): readonly ExpressionOf[] {
  const before = known.get(task);
  if (before) return before;
  const found = sharedIfEmpty(writtenIn(task).map((one) => ({ ...one, reads: readsOf(one.expression) })));
  known.set(task, found);
  return found;
}

const unread = new WeakMap<TaskNode, readonly string[]>();

/** The templates of a task, conditions apart, that can't be read. */
export function unreadableOf(task: TaskNode): readonly string[] {
  const before = unread.get(task);
  if (before) return before;
  const keywords = [...task.keywords.values()].filter(({ key }) => !FORMS.has(key)).map(({ value }) => value);
  const nodes = [...keywords, ...(task.action?.args.values() ?? [])];
  const texts = [...nodes.flatMap((node) => stringsIn(node)).map(({ text }) => text), task.action?.free ?? ''];
  const found = texts.flatMap(unreadableIn);
  unread.set(task, found);
  return found;
}

type Written = Omit<ExpressionOf, 'reads'>;

/** What a text is: an expression by itself, text with templates in it, or nothing that is looked at here. */
type Form = 'expression' | 'templates' | 'neither';

/** Of the keywords whose text is not plain text with templates. */
const FORMS: ReadonlyMap<string, Form> = new Map([
  ...inForm('expression', 'when failed_when changed_when until'),
  ...inForm('neither', 'name register args action local_action block rescue always tags'),
]);
/** Of the arguments of modules, likewise. */
const ARGUMENT_FORMS: ReadonlyMap<string, Form> = new Map(inForm('expression', 'assert.that debug.var'));

function inForm(form: Form, names: string): (readonly [string, Form])[] {
  return names.split(' ').map((name) => [name, form] as const);
}

function writtenIn({ keywords, action }: TaskNode): Written[] {
  const found = [...keywords.values()].flatMap(({ key, value }) => {
    const keyword = key.startsWith('with_') ? 'loop' : key;
    return writtenAs(FORMS.get(keyword), keyword, value);
  });
  if (!action) return found;
  for (const [name, value] of action.args) {
    const argument = `${action.short}.${name}`;
    // It shows what it is asked for, or that there is none.
    const kind = argument === 'debug.var' ? 'shown' : name === 'jid' ? 'jid' : 'args';
    found.push(...writtenAs(ARGUMENT_FORMS.get(argument), kind, value));
  }
  for (const expression of expressionsIn(action.free)) found.push({ expression, keyword: 'args' });
  return found;
}

function writtenAs(form: Form = 'templates', keyword: string, value: YamlNode): Written[] {
  if (form === 'neither') return [];
  return stringsIn(value).flatMap(({ text }) =>
    (form === 'expression' ? bare(text) : expressionsIn(text)).map((expression) => ({ expression, keyword })),
  );
}

/** An expression by itself; templates around the whole of it are taken as well. */
function bare(text: string): Expression[] {
  const expression = readExpression(text.trim().replace(/^\{\{([\s\S]*)\}\}$/, '$1'));
  return expression ? [expression] : [];
}
