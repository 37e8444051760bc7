import type { Place } from '../../model/place.ts';

/** One file's text, with a way from offsets back to lines. */
export interface Source {
  /** As the user will see it: relative to where the audit was started. */
  readonly file: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** Of a text as it was read: a byte order mark is none of it. */
export function toSource(file: string, text: string): Source {
  if (text.startsWith('\uFEFF')) return toSource(file, text.slice(1));
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** Line index (from 0) of an offset. */
export function lineIndexAt(source: Source, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function placeAt(source: Source, offset: number): Place {
  const index = lineIndexAt(source, offset);
  return { file: source.file, line: index + 1, column: offset - (source.lineStarts[index] ?? 0) + 1 };
}

/** The line's text without its line break. */
export function lineText(source: Source, index: number): string {
  const start = source.lineStarts[index];
  if (start === undefined) return '';
  const end = source.lineStarts[index + 1] ?? source.text.length + 1;
  return source.text.slice(start, end - 1).replace(/\r$/, '');
}
