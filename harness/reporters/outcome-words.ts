import type { Outcome } from '../model/outcome.ts';

/** The reason or mechanism of an outcome in a few words. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'surfaced':
      return outcome.reason;
    case 'swallowed':
      return outcome.how;
    case 'recovered':
      return `"${outcome.taskName}" did the work again`;
    case 'hung':
      return `no verdict in ${Math.round(outcome.budgetMs / 1000)} s`;
    case 'unharmed':
      return outcome.reaped ? 'the job came through' : 'the job came through, unreaped';
    case 'false-red':
      return `${outcome.reason}, though the job was well`;
    case 'missed':
      return outcome.missing;
    case 'errored':
      return outcome.why;
  }
}
