import type { Misuse } from '../../model/audit.ts';
import { formatPlace } from '../../model/place.ts';
import type { YamlPair } from '../parse/node.ts';
import { placeAt, type Source } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import { evaluateNode, type Scope } from './evaluate.ts';
import type { Run } from './run.ts';
import { wholeOf } from './seconds.ts';

type Keyword = Misuse['keyword'];

export function misuse(run: Run, task: TaskNode, keyword: Keyword, how: Misuse['how'], detail: string): void {
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

/** `async` and `poll` on a block, a play, an import of a playbook or a role: none of them is a task. */
export function misuseOn(
  run: Run,
  source: Source,
  keywords: ReadonlyMap<string, YamlPair>,
  how: 'on-block' | 'on-play' | 'on-import-playbook' | 'on-role',
  name: string,
): void {
  const what = {
    'on-block': 'a block',
    'on-play': 'a play',
    'on-import-playbook': 'import_playbook',
    'on-role': 'a role',
  }[how];
  for (const keyword of ['async', 'poll'] as const) {
    const pair = keywords.get(keyword);
    if (pair)
      add(run, source, pair.keyStart, {
        keyword,
        action: what,
        how,
        detail: `"${keyword}" is not a keyword of ${what}`,
        name,
      });
  }
}

/** Values that are no whole number of seconds, or that only Ansible takes for one. */
export function misuseOfSeconds(run: Run, task: TaskNode, keywords: readonly Keyword[], scope: Scope): void {
  for (const keyword of keywords) {
    const node = task.keywords.get(keyword)?.value;
    if (!node) continue;
    const value = evaluateNode(node, scope);
    const soft = value.k === 'literal' && value.soft;
    if (soft) continue;
    const written = node.kind === 'scalar' ? node.text : 'a list or a mapping';
    const said = value.k === 'literal' && String(value.v) !== written ? `${written} (${String(value.v)})` : written;
    const whole = value.k === 'list' || value.k === 'dict' ? ({ is: 'no-number' } as const) : wholeOf(value);
    if (whole.is === 'no-number') misuse(run, task, keyword, 'not-seconds', `${keyword}: ${said}`);
    else if (whole.is !== 'number') continue;
    else if (whole.from === 'boolean') misuse(run, task, keyword, 'boolean', `${keyword}: ${said} is ${whole.value}`);
    else if (whole.value < 0 && keyword === 'async') misuse(run, task, keyword, 'negative', `async: ${said}`);
    else if (!Number.isInteger(whole.value) && /^(async|poll)$/.test(keyword))
      misuse(run, task, keyword, 'fractional', `${keyword}: ${said}`);
  }
}
