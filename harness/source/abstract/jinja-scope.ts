import type { Decided } from './decided.ts';
import type { Value } from './value.ts';

/** What an expression is evaluated in: names, and the truths that the path has assumed. */
export interface Scope {
  readonly look: (name: string) => Value;
  readonly decided: Decided;
  /** It is a job that is asked for: a variable of any name may hold it. */
  readonly jobs?: boolean;
  /** What nobody has set is what `default` makes of it. */
  readonly defaults?: boolean;
}
