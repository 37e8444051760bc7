import type { Misuse } from '../../model/audit.ts';
import { formatPlace } from '../../model/place.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Run } from './run.ts';

export function misuse(run: Run, task: TaskNode, keyword: 'async' | 'poll', how: Misuse['how'], detail: string): void {
  const pair = task.keywords.get(keyword) ?? task.keywords.get('async');
  const place = placeAt(task.source, pair?.keyStart ?? task.map.start);
  const id = `${formatPlace(place)} ${how}`;
  run.seen.misuses.set(id, { id, place, keyword, action: task.action?.name ?? 'block', how, detail, name: task.name });
}

export function misuseOnBlock(run: Run, task: TaskNode): void {
  for (const keyword of ['async', 'poll'] as const)
    if (task.keywords.has(keyword)) misuse(run, task, keyword, 'on-block', `"${keyword}" is not a keyword of a block`);
}
