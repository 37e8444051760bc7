import type { BaselineJob } from '../model/baseline.ts';
import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { SourceJob } from '../model/source.ts';
import type { TrialResult } from '../model/trial.ts';
import { hungPlays } from './hung-play.ts';
import { struckFalseReds } from './struck-false-red.ts';
import { swallowedFailures } from './swallowed-failure.ts';

/** All that is found in trials. What stands of their jobs in the source, and the healthy run, make the advice better. */
export function ofTrials(
  trials: readonly TrialResult[],
  jobs: readonly BaselineJob[],
  source?: readonly SourceJob[],
  baseline?: Facts,
): readonly Finding[] {
  return [...swallowedFailures(trials, jobs, source, baseline), ...hungPlays(trials), ...struckFalseReds(trials)];
}
