import type { DrillReport } from '../../harness/model/report.ts';

/** `line fault: outcome reason`, sorted, for a whole report at a glance. */
export function glance(report: DrillReport): string[] {
  return report.trials.map(({ trial, outcome }) => {
    const why =
      outcome.kind === 'surfaced'
        ? outcome.reason
        : outcome.kind === 'swallowed'
          ? outcome.how
          : JSON.stringify(outcome);
    return `${trial.job.place.line} ${trial.fault}: ${outcome.kind} ${why}`;
  });
}
