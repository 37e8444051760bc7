import type { Finding } from '../../model/finding.ts';
import type { LeftOut } from '../../model/plan.ts';
import type { DrillReport } from '../../model/report.ts';
import { findingFrom } from '../finding-names.ts';
import { outcomeWords } from '../outcome-words.ts';
import { partLines } from './part-words.ts';

/** All that a reader should see at a line of the source, with files as they are called from the folder `cwd`. */
export function findingsOf(report: DrillReport, cwd: string): readonly Finding[] {
  return [...report.findings, ...whatIsOpen(report)].map((finding) => findingFrom(finding, cwd));
}

/**
 * What a drill could not tell, each as a finding of its own: trials without a result, those that were interrupted, and jobs that no run
 * launched. For readers that know findings only: without these, an unknown verdict would look like a pass.
 */
function whatIsOpen(report: DrillReport): readonly Finding[] {
  const unknown = (place: Finding['place'], message: string, remedy: string): Finding => ({
    ...{ rule: 'no-result', severity: 'warning', confidence: 'certain', evidence: [] },
    ...(place ? { place } : {}),
    message,
    remedy,
  });
  return [
    ...report.trials
      .filter(({ outcome }) => outcome.kind === 'missed' || outcome.kind === 'errored')
      .map(({ trial, outcome, folder }) =>
        unknown(
          trial.job.place,
          `${trial.fault} on "${trial.taskName}" of ${trial.job.host} has no result: ${outcomeWords(outcome)}`,
          `drill it again (--faults ${trial.fault}); its history is in ${folder}`,
        ),
      ),
    ...(report.interrupted ?? []).map(({ fault, taskName, job }) =>
      unknown(
        job.place,
        `${fault} on "${taskName}" of ${job.host} was interrupted`,
        'go on with it: the same command with --resume',
      ),
    ),
    ...(report.leftOut?.why === 'no-part' ? report.leftOut.trials : []).map(({ fault, taskName, job }) =>
      unknown(
        job.place,
        `${fault} on "${taskName}" of ${job.host} is in no part`,
        'merge the part that has it as well',
      ),
    ),
    ...(report.leftOut && report.leftOut.why !== 'no-part' ? [leftOut(report.leftOut)] : []),
    ...(report.uncoveredAccepted
      ? []
      : report.notCovered.map(({ taskName, place, why }) =>
          unknown(
            place,
            `"${taskName}" launched no job in any run: ${why}`,
            'give the hosts, tags or variables that launch it, or say --accept-uncovered',
          ),
        )),
  ];
}

/** That there is more than this report tells of. */
function leftOut(which: LeftOut): Finding {
  const [words = ''] = partLines({ trials: [], leftOut: which });
  return {
    ...{ rule: 'left-out', severity: 'note', confidence: 'certain', evidence: [] },
    message: words,
    remedy: which.why === 'shard' ? 'reapcheck merge PARTS' : 'drill without --last-failed before you rely on it',
  };
}
