import { relative } from 'node:path';
import library, { type Builder } from 'junit-report-builder';
import { formatPlace } from '../../model/place.ts';
import type { DrillReport } from '../../model/report.ts';
import type { TrialResult } from '../../model/trial.ts';
import { resultWords } from '../outcome-words.ts';
import type { DrillReporter } from '../reporter.ts';
import { withoutControls } from '../without-controls.ts';

// Its CommonJS module is the builder itself; its types put that one level deeper.
const builder = library as unknown as Builder;

/**
 * One suite for each task that launches jobs, one test case for each trial. What has no result, was interrupted, isn't covered or is in no part is an
 * error: no CI may take it for a pass. A finding that no trial has, such as one of the healthy run, is a failed case of its own.
 */
export const drillJunit: DrillReporter = (report, { cwd }) => {
  const junit = builder.newBuilder();
  const at = (file: string) => relative(cwd, file) || file;
  const healthy = junit.testSuite().name('healthy run').timestamp(new Date(report.startedAt));
  const baseline = healthy.testCase().className(at(report.playbook)).name('healthy run');
  baseline.time(report.baseline.wallMs / 1000);
  if (report.baseline.status !== 'green')
    baseline.failure(withoutControls(wordsOf(report, 'false-red', 'killed-by-reboot')), report.baseline.status);
  const suites = Map.groupBy(report.trials, ({ trial }) =>
    formatPlace({ ...trial.job.place, file: at(trial.job.place.file) }),
  );
  for (const [place, trials] of suites) {
    const suite = junit
      .testSuite()
      .name(`${trials[0]?.trial.taskName} (${place})`)
      .timestamp(new Date(report.startedAt));
    for (const result of trials) caseOf(suite, result, place.replace(/:\d+(:\d+)?$/, ''));
  }
  const open = junit.testSuite().name('not known').timestamp(new Date(report.startedAt));
  for (const { fault, taskName, job } of report.interrupted ?? [])
    open.testCase().className(taskName).name(`${fault} on ${job.host}`).error('it was interrupted', 'unknown');
  for (const { fault, taskName, job } of report.leftOut?.trials ?? []) {
    const test = open.testCase().className(taskName).name(`${fault} on ${job.host}`).file(at(job.place.file));
    if (report.leftOut?.why === 'no-part') test.error('no part has it', 'unknown');
    else test.skipped();
  }
  for (const { taskName, place, why } of report.uncoveredAccepted ? [] : report.notCovered)
    open.testCase().className(taskName).name('not covered').file(at(place.file)).error(withoutControls(why), 'unknown');
  return junit.build();
};

type Suite = ReturnType<ReturnType<Builder['newBuilder']>['testSuite']>;

function caseOf(suite: Suite, result: TrialResult, file: string): void {
  const { trial, outcome, evidence, wallMs } = result;
  const item = trial.job.item === null ? '' : ` [${trial.job.item}]`;
  const test = suite
    .testCase()
    .className(`${trial.taskName}${item}`)
    .name(`${trial.fault} on ${trial.job.host}`)
    .file(file)
    .time(wallMs / 1000);
  const text = withoutControls([resultWords(result), ...evidence].join('\n'));
  switch (outcome.kind) {
    case 'surfaced':
    case 'recovered':
    case 'unharmed':
      test.standardOutput(text);
      break;
    case 'swallowed':
    case 'hung':
    case 'false-red':
      test.failure(text, outcome.kind);
      break;
    case 'missed':
    case 'errored':
      test.error(text, 'unknown');
  }
}

function wordsOf({ findings }: DrillReport, ...rules: readonly string[]): string {
  return findings.flatMap(({ rule, message, remedy }) => (rules.includes(rule) ? [message, remedy] : [])).join('\n');
}
