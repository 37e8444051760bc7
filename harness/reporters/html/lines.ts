import type { HistoryLine } from '../../model/drill-page.ts';
import type { Facts } from '../../model/facts.ts';
import { toldBy } from '../../model/history.ts';
import type { Clock } from './clock.ts';
import type { LineNumbers } from './runs.ts';

/** Most lines of one run that a page holds: all that something points at, and as many others as fit. */
const MOST = 1500;

/**
 * The lines of the history that a page holds, as they are stored. Left out is what is said again for each host that shares a run, and in a
 * very long run what nothing on the page points at.
 */
export function linesOf(
  facts: Facts,
  clock: Clock,
  numbers: LineNumbers,
  wanted: ReadonlySet<number>,
): readonly HistoryLine[] {
  const begun = new Set<string>();
  const kept = facts.history.flatMap((entry) => {
    const body = toldBy(entry);
    const n = numbers.get(body) ?? 0;
    const again = entry.kind === 'event' && entry.event.type === 'task-start' && begun.has(entry.event.task);
    if (entry.kind === 'event' && entry.event.type === 'task-start') begun.add(entry.event.task);
    return again && !wanted.has(n)
      ? []
      : [{ n, at: clock.at(body.at), what: `${entry.kind} ${body.type}`, json: JSON.stringify(entry) }];
  });
  let room = MOST - wanted.size;
  return kept.filter(({ n }) => wanted.has(n) || room-- > 0);
}
