import type { Finding } from '../../model/finding.ts';
import type { DrillReport } from '../../model/report.ts';
import type { FaultTrial, TrialResult } from '../../model/trial.ts';
import { count } from '../count.ts';
import { trialWords } from '../job-name.ts';
import { outcomeWords } from '../outcome-words.ts';

export const NO_RESULT = 'no-result';

/** What the drill could not tell, for people: what is open for the same reason is told once, with the trials that it is true of. */
export function openFindings({
  trials,
  interrupted = [],
  leftOut,
  notCovered,
  uncoveredAccepted,
}: DrillReport): readonly Finding[] {
  const byReason = Map.groupBy(trials.filter(hasNoResult), ({ outcome }) => outcomeWords(outcome));
  return [
    ...[...byReason].map(([why, ones]) =>
      open(
        `${count(ones.length, 'trial')} without a result: ${why}`,
        'drill again what is named here (--faults, --jobs)',
        ones.map(({ trial }) => trial),
      ),
    ),
    ...(interrupted.length > 0
      ? [
          open(
            `${count(interrupted.length, 'trial')} did not end, as the drill was interrupted`,
            'go on with it: the same command with --resume',
            interrupted,
          ),
        ]
      : []),
    ...(leftOut?.why === 'no-part'
      ? [
          open(
            `${count(leftOut.trials.length, 'trial')} in no part`,
            'merge the part that has them as well, or drill the rest with --resume',
            leftOut.trials,
          ),
        ]
      : []),
    ...(uncoveredAccepted ? [] : notCovered).map(({ taskName, place, why }) => ({
      ...open(
        `"${taskName}" launched no job in any run: ${why}`,
        'give the hosts, tags or variables that launch it, or say --accept-uncovered',
        [],
      ),
      place,
    })),
  ];
}

export function hasNoResult({ outcome }: TrialResult): boolean {
  return outcome.kind === 'missed' || outcome.kind === 'errored';
}

function open(message: string, remedy: string, trials: readonly FaultTrial[]): Finding {
  return {
    ...{ rule: NO_RESULT, severity: 'warning', confidence: 'certain' },
    message,
    remedy,
    evidence: trials.map(trialWords),
  };
}
