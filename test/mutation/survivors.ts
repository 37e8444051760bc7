/** What is read of StrykerJS's report: https://github.com/stryker-mutator/mutation-testing-elements, schema version 1 and 2. */
export interface MutationReport {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly status: string;
          readonly replacement?: string;
          readonly location: { readonly start: Position; readonly end: Position };
        }[];
      }
    >
  >;
}

interface Position {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

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

const NOTICED = new Set(['Killed', 'Timeout']);
const MISSED = new Set(['Survived', 'NoCoverage']);

export function partOf(report: MutationReport, seconds: number): Part {
  const survivors: Survivor[] = [];
  let noticed = 0;
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    for (const { status, replacement, location } of mutants) {
      if (NOTICED.has(status)) noticed += 1;
      if (!MISSED.has(status)) continue;
      survivors.push({
        file,
        line: location.start.line,
        code: textBetween(source, location.start, location.end),
        becomes: replacement ?? '',
        reason: '',
      });
    }
  }
  const mutants = noticed + survivors.length;
  const score = mutants === 0 ? 100 : Math.floor((1000 * noticed) / mutants) / 10;
  return { mutants, score, seconds: Math.round(seconds), survivors };
}

/** Lines move: the same change of the same code in the same file is the same survivor. */
export function sameSurvivor(a: Survivor, b: Survivor): boolean {
  return a.file === b.file && a.code === b.code && a.becomes === b.becomes;
}

function textBetween(source: string, start: Position, end: Position): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join('\n');
}
