import { isMap, isSeq, parseDocument, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { AuditedProject, AuditFinding } from '../../harness/model/audit.ts';

/** What a remedy holds of YAML: keywords and arguments for the task that it is about, and tasks for after it. */
export interface RemedyCode {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly tasks: readonly Readonly<Record<string, unknown>>[];
}

const KEYWORD = /^(until|when|loop|jid|retries|delay|async|register): (?!.*, or )/;

/** Undefined for a remedy of words alone. Throws where its code is no YAML. */
export function codeOf({ remedy }: AuditFinding): RemedyCode | undefined {
  const [first = '', ...rest] = remedy.split('\n');
  const lines = KEYWORD.test(first) ? [first] : rest;
  const keywords = lines
    .filter((line) => /^( {2})?\w+: /.test(line) && !inTask(lines, line))
    .map((line) => line.trim());
  const tasks = lines.filter((line) => line.startsWith('- ') || inTask(lines, line));
  if (keywords.length + tasks.length === 0) return undefined;
  return { keywords: parsed(keywords) ?? {}, tasks: parsed(tasks) ?? [] };
}

/** Whether the nearest line above that doesn't begin with a blank is that of a task. */
function inTask(lines: readonly string[], line: string): boolean {
  const above = lines.slice(0, lines.indexOf(line) + 1).findLast((one) => !one.startsWith(' '));
  return above?.startsWith('- ') === true && !line.startsWith('- ');
}

function parsed(lines: readonly string[]) {
  const document = parseDocument(lines.join('\n'), { version: '1.1', strict: true });
  if (document.errors[0]) throw new Error(`${document.errors[0].message}\n${lines.join('\n')}`);
  return document.toJS();
}

/** The text with the remedy in place; undefined where the task is in no list that it could be found in. */
export function withRemedy(text: string, finding: AuditFinding, project: AuditedProject): string | undefined {
  const code = codeOf(finding);
  const about = [...project.asyncTasks, ...project.reaps].find(({ id }) => id === finding.subject);
  if (!code || !about) return undefined;
  const document = parseDocument(text, { version: '1.1' });
  const tasks = code.tasks.map((one) => document.createNode(one));
  const spots = spotsIn(document.contents as YAMLSeq);
  // The task with the keyword that is found fault with, or else the one that the finding is about.
  const at = offsetOf(text, finding.place);
  const own = spots.find(({ task }) => task.items.some((pair) => (pair.key as Scalar).range?.[0] === at));
  const rescue = own?.task.items.find(
    (pair) => (pair.key as Scalar).range?.[0] === at && String(pair.key) === 'rescue',
  );
  if (rescue) {
    (rescue.value as YAMLSeq).items.push(...tasks);
    return String(document);
  }
  const found = spots.find(({ task }) => task.range?.[0] === offsetOf(text, about.place));
  const spot = own?.task.has('hosts') ? found : (own ?? found);
  if (!spot || !found) return undefined;
  const { list, task } = spot;
  for (const [key, value] of Object.entries(code.keywords)) {
    const action = task.items.find((pair) => /async_status$/.test(String(pair.key)));
    if (key === 'jid' && action) action.value = document.createNode({ jid: value });
    else task.set(document.createNode(key), document.createNode(value));
  }
  const register = code.tasks.map(registerIn).find((name) => name !== undefined);
  if (register !== undefined && !found.task.has('register')) found.task.set('register', register);
  const instead = finding.remedy.startsWith('in its place') ? 1 : 0;
  list.items.splice(list.items.indexOf(task) + 1 - instead, instead, ...tasks);
  return String(document);
}

/** The register that a proposed task reads: the task before it is to have it. */
function registerIn(task: Readonly<Record<string, unknown>>): string | undefined {
  return /(\w+)\.(?:ansible_job_id|results)|^.*?"when":"(\w+) is failed/
    .exec(JSON.stringify(task))
    ?.slice(1)
    .find(Boolean);
}

function offsetOf(text: string, { line, column = 1 }: { readonly line: number; readonly column?: number }): number {
  return (
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1
  );
}

interface Spot {
  readonly list: YAMLSeq;
  readonly task: YAMLMap;
}

/** Every mapping in a list, the inner ones first. */
function spotsIn(node: unknown): Spot[] {
  if (isSeq(node))
    return node.items.flatMap((item) => [...spotsIn(item), ...(isMap(item) ? [{ list: node, task: item }] : [])]);
  return isMap(node) ? node.items.flatMap((pair) => spotsIn(pair.value)) : [];
}
