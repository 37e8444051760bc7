import type { Finding } from '../model/finding.ts';
import type { Outcome } from '../model/outcome.ts';
import type { LeftOut } from '../model/plan.ts';
import type { NotCovered, Score } from '../model/report.ts';
import type { TrialResult } from '../model/trial.ts';
import type { Verdict } from '../model/verdict.ts';

/** The reap score: of the faults that struck and left no job that could be collected, how many turned the play red. */
export function scoreOf(trials: readonly TrialResult[], uncovered: readonly NotCovered[] = []): Score {
  const of = (...kinds: readonly Outcome['kind'][]) =>
    trials.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  return {
    surfaced: of('surfaced'),
    counted: of('surfaced', 'swallowed', 'hung', 'false-red'),
    unharmed: of('unharmed'),
    recovered: of('recovered'),
    uncounted: of('missed', 'errored'),
    notCovered: uncovered.length,
  };
}

/** Trials of the plan without a result. */
interface Lacking {
  readonly notEnded?: number;
  readonly leftOut?: LeftOut | undefined;
}

/**
 * An error that was found makes it fail. A trial that shows nothing makes the whole unknown, as does a job that was never launched,
 * unless that is `accepted`, and a trial that was interrupted, or that no part has. What other shares have, and what was well before, is
 * said beside the verdict.
 */
export function verdictOf(
  score: Score,
  findings: readonly Finding[],
  accepted: boolean,
  { notEnded = 0, leftOut }: Lacking = {},
): Verdict {
  const { surfaced, counted, unharmed, recovered, uncounted } = score;
  if (surfaced < counted || findings.some(({ severity }) => severity === 'error')) return 'fail';
  if (score.notCovered > 0 && !accepted) return 'unknown';
  if (uncounted + notEnded > 0 || leftOut?.why === 'no-part') return 'unknown';
  // An empty share of all: the other shares have them.
  return counted + unharmed + recovered === 0 && leftOut?.why !== 'shard' ? 'unknown' : 'pass';
}
