import type { Finding } from '../model/finding.ts';
import type { TrialResult } from '../model/trial.ts';

/** Jobs that were well, on a bad day, and that the play declared failed. */
export function struckFalseReds(trials: readonly TrialResult[]): readonly Finding[] {
  return trials.flatMap(({ trial, outcome, evidence }) =>
    outcome.kind === 'false-red'
      ? [
          {
            rule: 'false-red',
            severity: 'error' as const,
            confidence: 'certain' as const,
            message: `"${outcome.taskName}" went red (${outcome.reason}) although "${trial.taskName}" was well (${trial.fault})`,
            place: outcome.place ?? trial.job.place,
            evidence: [...evidence, ...(outcome.msg ? [`the play said: ${outcome.msg}`] : [])],
            remedy: 'give the limit (async) and the reap window (retries × delay) room for a bad day',
            related: [{ place: trial.job.place, message: 'the job' }],
          },
        ]
      : [],
  );
}
