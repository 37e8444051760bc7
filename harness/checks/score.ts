import type { Score } from '../model/report.ts';
import type { TrialResult } from '../model/trial.ts';
import type { Verdict } from '../model/verdict.ts';

/** The reap score: how many of the faults that struck turned the play red. */
export function scoreOf(trials: readonly TrialResult[]): Score {
  const uncounted = trials.filter(({ outcome }) => outcome.kind === 'missed' || outcome.kind === 'errored').length;
  return {
    surfaced: trials.filter(({ outcome }) => outcome.kind === 'surfaced').length,
    counted: trials.length - uncounted,
    uncounted,
  };
}

/** A trial that shows nothing makes the whole unknown, unless another already shows a failure. */
export function verdictOf(trials: readonly TrialResult[]): Verdict {
  const { surfaced, counted, uncounted } = scoreOf(trials);
  if (surfaced < counted) return 'fail';
  return uncounted > 0 || counted === 0 ? 'unknown' : 'pass';
}
