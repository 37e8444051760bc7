import type { Outcome } from '../model/outcome.ts';

/** The reason or mechanism of an outcome in a few words. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'surfaced':
      return outcome.reason;
    case 'swallowed':
      return outcome.how;
    case 'hung':
      return `no verdict in ${Math.round(outcome.budgetMs / 1000)} s`;
    case 'missed':
      return outcome.missing;
    case 'errored':
      return outcome.why;
  }
}
