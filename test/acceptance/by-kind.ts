import type { DrillReport } from '../../harness/model/report.ts';

/** Faults by what came of them. */
export function byKind(report: DrillReport): Record<string, string[]> {
  const groups = Object.groupBy(report.trials, ({ outcome }) => outcome.kind);
  return Object.fromEntries(
    Object.entries(groups).map(([kind, trials]) => [kind, trials.map(({ trial }) => trial.fault)]),
  );
}
