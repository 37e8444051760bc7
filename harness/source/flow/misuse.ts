import type { Misuse } from '../../model/audit.ts';
import { formatPlace } from '../../model/place.ts';
import type { Keywords } from '../parse/keywords.ts';
import type { YamlNode } from '../parse/node.ts';
import { placeAt, type Source } from '../parse/source.ts';
import { evaluateNode } from './evaluate.ts';
import type { Run } from './run.ts';
import { wholeOf } from './seconds.ts';
import type { TaskVisit } from './task-visit.ts';
import type { Value } from './value.ts';

type Keyword = Misuse['keyword'];

/** A keyword that a task can't have as it is. */
export function misuse({ run, task }: TaskVisit, keyword: Keyword, how: Misuse['how'], detail: string): void {
  const pair = task.keywords.get(keyword) ?? task.keywords.get('async');
  const { name } = task;
  add(run, task.source, pair?.keyStart ?? task.map.start, {
    keyword,
    action: task.action?.name ?? 'block',
    how,
    detail,
    name,
  });
}

function add(run: Run, source: Source, offset: number, parts: Omit<Misuse, 'id' | 'place'>): void {
  const place = placeAt(source, offset);
  const id = `${formatPlace(place)} ${parts.how}`;
  run.seen.misuses.set(id, { id, place, ...parts });
}

/** What takes neither keyword, as messages call it. */
const NO_TASK = {
  'on-block': 'a block',
  'on-play': 'a play',
  'on-import-playbook': 'import_playbook',
  'on-role': 'a role',
} as const;

/** A block, a play, an import of a playbook or of a role, as it is written. */
interface Written {
  readonly source: Source;
  readonly keywords: Keywords;
  readonly name: string;
}

/** `async` and `poll` on what is no task. */
export function misuseOn(run: Run, { source, keywords, name }: Written, how: keyof typeof NO_TASK): void {
  const action = NO_TASK[how];
  for (const keyword of ['async', 'poll'] as const) {
    const pair = keywords.get(keyword);
    const detail = `"${keyword}" is not a keyword of ${action}`;
    if (pair) add(run, source, pair.keyStart, { keyword, action, how, detail, name });
  }
}

/** Values that are no whole number of seconds, or that only Ansible takes for one. */
export function misuseOfSeconds(here: TaskVisit, keywords: readonly Keyword[]): void {
  for (const keyword of keywords) {
    const node = here.task.keywords.get(keyword)?.value;
    if (node) judgeSeconds(here, keyword, node);
  }
}

function judgeSeconds(here: TaskVisit, keyword: Keyword, node: YamlNode): void {
  const value = evaluateNode(node, here.scope);
  if (value.k === 'literal' && value.soft) return;
  const whole = value.k === 'list' || value.k === 'dict' ? ({ is: 'no-number' } as const) : wholeOf(value);
  const said = saidOf(node, value);
  if (whole.is === 'no-number') misuse(here, keyword, 'not-seconds', `${keyword}: ${said}`);
  if (whole.is !== 'number') return;
  if (whole.from === 'boolean') misuse(here, keyword, 'boolean', `${keyword}: ${said} is ${whole.value}`);
  else if (whole.value < 0 && keyword === 'async') misuse(here, keyword, 'negative', `async: ${said}`);
  else if (!Number.isInteger(whole.value) && /^(async|poll)$/.test(keyword))
    misuse(here, keyword, 'fractional', `${keyword}: ${said}`);
}

/** A value as it is written, and what that is. */
function saidOf(node: YamlNode, value: Value): string {
  const written = node.kind === 'scalar' ? node.text : 'a list or a mapping';
  return value.k === 'literal' && String(value.v) !== written ? `${written} (${String(value.v)})` : written;
}
