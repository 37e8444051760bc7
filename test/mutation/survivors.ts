import type { Mutant } from './instrument.ts';

/** A change of the code that no test noticed. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly becomes: string;
  /** Why it is well that nobody notices; empty until somebody has said so. */
  readonly reason: string;
}

export interface Part {
  readonly mutants: number;
  /** Percent, rounded down to a tenth. */
  readonly score: number;
  readonly seconds: number;
  readonly survivors: readonly Survivor[];
}

/** What the tests made of a part's mutants, by their numbers. */
export interface Ran {
  readonly noticed: ReadonlySet<string>;
  /** Those that a test came by, while it ran: one that acts while a file is loaded can't be woken after it, and counts on neither side. */
  readonly loadedOnly: ReadonlySet<string>;
}

export function partOf(
  mutants: readonly Mutant[],
  ran: Ran,
  seconds: number,
  sourceOf: (file: string) => string,
): Part {
  const counted = mutants.filter(({ id, status }) => status === undefined && !ran.loadedOnly.has(id));
  const survivors = counted
    .filter(({ id }) => !ran.noticed.has(id))
    .map(({ fileName, location, replacement = '' }) => ({
      file: fileName,
      line: location.start.line + 1,
      code: textBetween(sourceOf(fileName), location.start, location.end),
      becomes: replacement,
      reason: '',
    }));
  const found = counted.length - survivors.length;
  const score = counted.length === 0 ? 100 : Math.floor((1000 * found) / counted.length) / 10;
  return { mutants: counted.length, score, seconds: Math.round(seconds), survivors };
}

/** Lines move: the same change of the same code in the same file is the same survivor. */
export function sameSurvivor(a: Survivor, b: Survivor): boolean {
  return a.file === b.file && a.code === b.code && a.becomes === b.becomes;
}

/** Both count from 0. */
interface Position {
  readonly line: number;
  readonly column: number;
}

function textBetween(source: string, start: Position, end: Position): string {
  const lines = source.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column : 0, index === last ? end.column : undefined))
    .join('\n');
}
