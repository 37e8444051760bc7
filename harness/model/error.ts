import { formatPlace, type Place } from './place.ts';
import { visibleLines } from './visible.ts';

/**
 * Whose move it is: `usage` = the caller's input (exit 3), `environment` = the machine's state (exit 4);
 * `unknown` = the playbook under test would not show what was asked of it (exit 2).
 */
export type ErrorKind = 'usage' | 'environment' | 'unknown';

export interface ErrorParts {
  /** Stable, kebab-case: scripts and tests may match on it. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** One sentence: what is wrong. */
  readonly what: string;
  /** Where, if a file is to blame. */
  readonly where?: Place;
  /** What was expected, and what was seen instead. */
  readonly expected?: string;
  readonly seen?: string;
  /** What to do next: a command where there is one. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/** An error that a user can act on. Anything else that is thrown is a bug, and keeps its stack. */
export class ReapcheckError extends Error {
  override readonly name = 'ReapcheckError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly what: string;
  readonly where: Place | undefined;
  readonly expected: string | undefined;
  readonly seen: string | undefined;
  readonly remedy: string;
  readonly #parts: ErrorParts;

  constructor(parts: ErrorParts) {
    super(describeError(parts), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.#parts = parts;
    this.code = parts.code;
    this.kind = parts.kind;
    this.what = parts.what;
    this.where = parts.where;
    this.expected = parts.expected;
    this.seen = parts.seen;
    this.remedy = parts.remedy;
  }

  /** The same error, with some of it said otherwise. */
  but(parts: Partial<Pick<ErrorParts, 'seen' | 'remedy'>>): ReapcheckError {
    return new ReapcheckError({ ...this.#parts, ...parts, cause: this });
  }
}

/** The error as plain text, one part a line. */
function describeError(parts: Omit<ErrorParts, 'kind' | 'cause'>): string {
  const head = parts.where ? `${formatPlace(parts.where)}: ${parts.what}` : parts.what;
  const rows = [
    ['expected', parts.expected],
    ['seen', parts.seen],
    ['to do', parts.remedy],
  ] as const;
  return visibleLines([head, ...rows.flatMap(([label, text]) => (text ? [`  ${label}: ${text}`] : []))].join('\n'));
}
