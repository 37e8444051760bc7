import type { ChangedTrial, Changes } from '../../model/changes.ts';
import type { Place } from '../../model/place.ts';
import { outcomeWords } from '../outcome-words.ts';

/** What is different from an earlier drill, a line each, the worst first. */
export function changesLines(changes: Changes, place: (one: Place) => string): readonly string[] {
  const { since, newlyLost, mended, notKnown, came, went, slower, newFindings } = changes;
  const lines = [
    ...byJob(newlyLost).map(([first, faults]) => `new: ${said(first, faults, place)}, ${wasBefore(first)}`),
    ...newFindings.map(({ rule, message }) => `new: ${message}  [${rule}]`),
    ...byJob(notKnown).map(
      ([first, faults]) => `not known any more: ${said(first, faults, place)}, ${wasBefore(first)}`,
    ),
    ...byJob(mended).map(([first, faults]) => `mended: ${said(first, faults, place)}, ${wasBefore(first)}`),
    ...came.map((one) => `came: "${one.taskName}" (${place(one.place)})`),
    ...went.map((one) => `went: "${one.taskName}" (${place(one.place)})`),
    ...slower.map(
      (one) =>
        `slower: "${one.taskName}" (${place(one.place)}) took ${one.now.toFixed(1)} s, before ${one.before.toFixed(1)} s; its limit is ${one.limit} s`,
    ),
  ];
  const head = `since ${since.startedAt} (ansible-core ${since.coreVersion}):`;
  return lines.length === 0 ? [`${head} nothing has changed`] : [head, ...lines.map((line) => `  ${line}`)];
}

/** Trials of one job that changed alike, as one. */
function byJob(trials: readonly ChangedTrial[]): readonly (readonly [ChangedTrial, readonly string[]])[] {
  const alike = Map.groupBy(trials, (one) =>
    [one.taskName, one.item, one.place.file, one.place.line, one.before, one.now.kind, outcomeWords(one.now)].join('|'),
  );
  return [...alike.values()].map((ones) => [ones[0] as ChangedTrial, ones.map(({ fault }) => fault)]);
}

function said(
  { taskName, item, place, now }: ChangedTrial,
  faults: readonly string[],
  at: (one: Place) => string,
): string {
  return `"${taskName}"${item === null ? '' : ` [${item}]`} (${at(place)}): ${faults.join(', ')} ${now.kind} (${outcomeWords(now)})`;
}

function wasBefore({ before }: ChangedTrial): string {
  return before === undefined ? 'not tried before' : `before: ${before}`;
}
