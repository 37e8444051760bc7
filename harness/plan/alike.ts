import type { Outcome } from '../model/outcome.ts';
import type { TrialResult } from '../model/trial.ts';

/** Whether two runs of a trial show the same. Where versions or clocks race, an honest play has more than one reason. */
export function alike(a: TrialResult, b: TrialResult): boolean {
  const [one, other] = [a.outcome, b.outcome];
  if (one.kind === 'surfaced' && other.kind === 'surfaced')
    return one.reason === other.reason || (a.expectedReason === true && b.expectedReason === true);
  if (one.kind === 'swallowed' && other.kind === 'swallowed') return one.how === other.how;
  return one.kind === other.kind;
}

/** An outcome with what it may be told from another by. */
export function kindAndHow(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'surfaced':
    case 'false-red':
      return `${outcome.kind} (${outcome.reason})`;
    case 'swallowed':
      return `${outcome.kind} (${outcome.how})`;
    case 'missed':
      return `${outcome.kind} (${outcome.missing})`;
    case 'errored':
      return `${outcome.kind} (${outcome.why})`;
    default:
      return outcome.kind;
  }
}
