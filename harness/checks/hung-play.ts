import type { Finding } from '../model/finding.ts';
import type { TrialResult } from '../model/trial.ts';

/** Plays that gave no verdict within the trial's budget. */
export function hungPlays(trials: readonly TrialResult[]): readonly Finding[] {
  return trials.flatMap(({ trial, outcome, evidence }) =>
    outcome.kind === 'hung'
      ? [
          {
            rule: 'hung-play',
            severity: 'error' as const,
            confidence: 'certain' as const,
            message: `the play gave no verdict within ${Math.round(outcome.budgetMs / 1000)} s after "${trial.taskName}" went wrong (${trial.fault})`,
            place: outcome.place ?? trial.job.place,
            evidence: [...evidence, `last task started: ${outcome.lastTask ?? 'none'}`],
            remedy: 'bound every wait: retries and delay on the reap, async on the task that waits',
          },
        ]
      : [],
  );
}
