import { type History, toldBy } from '../../model/history.ts';

/** Numbers of lines in the file of a history, by what stands on them. */
export type LineNumbers = ReadonlyMap<object, number>;

export function lineNumbers(history: History): LineNumbers {
  return new Map(history.map((entry, index) => [toldBy(entry), index + 1]));
}
