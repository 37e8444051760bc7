import { relative } from 'node:path';
import type { DrillReport } from '../../model/report.ts';
import type { TrialResult } from '../../model/trial.ts';
import { identityOf, placedIn } from '../finding-names.ts';
import { jobName } from '../job-name.ts';
import { outcomeWords } from '../outcome-words.ts';
import type { Reporter } from '../reporter.ts';
import { sarif } from '../sarif.ts';
import { findingsOf } from './findings.ts';
import { DRILL_RULES } from './rules.ts';

/** Each finding at its line, each thing that the drill could not tell as a warning, and every trial among the properties of the run. */
export const drillSarif: Reporter<DrillReport> = (report, { cwd, version }) =>
  sarif({
    findings: findingsOf(report, cwd).map((one) => placedIn(one, relative(cwd, report.playbook) || report.playbook)),
    rules: DRILL_RULES,
    version,
    fingerprintOf: identityOf,
    properties: {
      verdict: report.verdict,
      trials: report.trials.map(trialFacts),
    },
  });

/** A trial among the properties of a run. */
export function trialFacts({ trial, outcome }: TrialResult): Readonly<Record<string, string>> {
  return {
    fault: trial.fault,
    job: jobName(trial.taskName, trial.job),
    host: trial.job.host,
    outcome: outcome.kind,
    words: outcomeWords(outcome),
  };
}
