import type { Outcome } from '../model/outcome.ts';
import type { Score } from '../model/report.ts';
import type { TrialResult } from '../model/trial.ts';
import type { Verdict } from '../model/verdict.ts';

/** The reap score: of the faults that struck and left no job that could be collected, how many turned the play red. */
export function scoreOf(trials: readonly TrialResult[]): Score {
  const of = (...kinds: readonly Outcome['kind'][]) =>
    trials.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  return {
    surfaced: of('surfaced'),
    counted: of('surfaced', 'swallowed', 'hung', 'false-red'),
    unharmed: of('unharmed'),
    uncounted: of('missed', 'errored'),
  };
}

/** A trial that shows nothing makes the whole unknown, unless another already shows a failure. */
export function verdictOf(trials: readonly TrialResult[]): Verdict {
  const { surfaced, counted, unharmed, uncounted } = scoreOf(trials);
  if (surfaced < counted) return 'fail';
  return uncounted > 0 || counted + unharmed === 0 ? 'unknown' : 'pass';
}
