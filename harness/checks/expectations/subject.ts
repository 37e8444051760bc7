import type { Facts } from '../../model/facts.ts';
import type { Outcome } from '../../model/outcome.ts';

/** A fault that was armed in the run, and what became of it. */
export interface Struck {
  readonly fault: string;
  readonly jid: string | undefined;
  readonly taskName: string;
  readonly outcome: Outcome;
}

/** What expectations look at: one run, and the faults in it. */
export interface Subject {
  readonly facts: Facts;
  readonly struck: readonly Struck[];
}
