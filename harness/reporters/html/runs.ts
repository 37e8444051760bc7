import type { Entry, History } from '../../model/history.ts';

/** Numbers of lines in the file of a history, by what stands on them. */
export type LineNumbers = ReadonlyMap<object, number>;

export function lineNumbers(history: History): LineNumbers {
  return new Map(history.map((entry, index) => [bodyOf(entry), index + 1]));
}

/** What an entry holds, of whatever kind it is. */
export function bodyOf(entry: Entry): { readonly at: number; readonly type: string } {
  switch (entry.kind) {
    case 'run':
      return entry.run;
    case 'event':
      return entry.event;
    case 'sighting':
      return entry.sighting;
    case 'strike':
      return entry.strike;
  }
}
