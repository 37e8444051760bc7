import { relative } from 'node:path';
import { formatPlace } from '../../model/place.ts';
import type { DrillReport } from '../../model/report.ts';
import type { FaultTrial, TrialResult } from '../../model/trial.ts';
import { type JunitCase, type JunitSuite, junit } from '../junit.ts';
import { resultWords } from '../outcome-words.ts';
import type { Reporter } from '../reporter.ts';

export const drillJunit: Reporter<DrillReport> = (report, { cwd }) => junit(drillSuites(report, cwd));

/**
 * One suite for each task that launches jobs, one test case for each trial. What has no result, was interrupted, isn't covered or is in no part is an
 * error: no CI may take it for a pass. The healthy run is a case of its own.
 */
export function drillSuites(report: DrillReport, cwd: string): readonly JunitSuite[] {
  const { startedAt } = report;
  const at = (file: string) => relative(cwd, file) || file;
  const byPlace = Map.groupBy(report.trials, ({ trial }) =>
    formatPlace({ ...trial.job.place, file: at(trial.job.place.file) }),
  );
  return [
    { name: 'healthy run', startedAt, cases: [healthyCase(report, at(report.playbook))] },
    ...[...byPlace].map(([place, trials]) => ({
      name: `${trials[0]?.trial.taskName} (${place})`,
      startedAt,
      cases: trials.map(trialCase),
    })),
    { name: 'not known', startedAt, cases: openCases(report) },
  ];
}

function healthyCase({ baseline, findings }: DrillReport, className: string): JunitCase {
  const { status, wallMs } = baseline;
  const one = { className, name: 'healthy run', wallMs };
  if (status === 'green') return { ...one, is: 'pass' };
  const words = findings
    .filter(({ rule }) => rule === 'false-red' || rule === 'killed-by-reboot')
    .flatMap(({ message, remedy }) => [message, remedy]);
  return { ...one, is: 'failure', type: status, text: words.join('\n') };
}

/** A trial as a test case: of a drill, or of the proofs of a smoke. */
export function trialCase(result: TrialResult): JunitCase {
  const { trial, outcome, evidence, wallMs } = result;
  const item = trial.job.item === null ? '' : ` [${trial.job.item}]`;
  const one = {
    className: `${trial.taskName}${item}`,
    name: caseName(trial),
    wallMs,
    text: [resultWords(result), ...evidence].join('\n'),
  };
  switch (outcome.kind) {
    case 'surfaced':
    case 'recovered':
    case 'unharmed':
      return { ...one, is: 'pass' };
    case 'swallowed':
    case 'hung':
    case 'false-red':
      return { ...one, is: 'failure', type: outcome.kind };
    case 'missed':
    case 'errored':
      return { ...one, is: 'error' };
  }
}

function openCases({ interrupted = [], leftOut, notCovered, uncoveredAccepted }: DrillReport): readonly JunitCase[] {
  return [
    ...interrupted.map((trial) => openCase(trial, 'error', 'it was interrupted')),
    ...(leftOut?.trials ?? []).map((trial) =>
      leftOut?.why === 'no-part' ? openCase(trial, 'error', 'no part has it') : openCase(trial, 'skipped', ''),
    ),
    ...(uncoveredAccepted ? [] : notCovered).map(
      ({ taskName, why }): JunitCase => ({ className: taskName, name: 'not covered', is: 'error', text: why }),
    ),
  ];
}

function openCase(trial: FaultTrial, is: JunitCase['is'], text: string): JunitCase {
  return { className: trial.taskName, name: caseName(trial), is, text };
}

function caseName({ fault, job }: FaultTrial): string {
  return `${fault} on ${job.host}`;
}
