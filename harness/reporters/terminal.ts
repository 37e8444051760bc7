import { relative } from 'node:path';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { BaselineJob } from '../model/baseline.ts';
import type { Finding } from '../model/finding.ts';
import { inSeconds } from '../model/in-seconds.ts';
import { formatPlace, type Place } from '../model/place.ts';
import type { DrillReport } from '../model/report.ts';
import type { FaultTrial, TrialResult } from '../model/trial.ts';
import { count } from './count.ts';
import { changesLines } from './drill/changes.ts';
import { fetchedWords, leansOnPackages } from './drill/fetched-words.ts';
import { partLines, verdictOfWhat } from './drill/part-words.ts';
import { prepareWords } from './drill/prepare-words.ts';
import { sampledWords } from './drill/sampled-words.ts';
import { jobName, trialsByJob } from './job-name.ts';
import { outcomeWords, resultWords } from './outcome-words.ts';

export interface TextOptions {
  /** Places are shown relative to it. */
  readonly cwd: string;
  readonly colour: boolean;
}

type Colour = 'green' | 'red' | 'yellow' | 'bold' | 'dim';

/** The drill's report as a person reads it: what was done, what the play made of it, what to change. */
export function reportText(report: DrillReport, options: TextOptions): string {
  const paint = (colour: Colour, text: string) =>
    options.colour ? styleText(colour, text, { validateStream: false }) : text;
  const place = (one: Place) => formatPlace({ ...one, file: relative(options.cwd, one.file) || one.file });
  const parts = [
    '',
    `${paint('bold', report.playbook)}  ansible-core ${report.coreVersion} (${report.watcher} watcher)${report.speed === 1 ? '' : `, waits ${report.speed} times faster`}`,
    ...doublesLines(report),
    ...(report.sampledLoops ?? []).map((loop) => `items: ${sampledWords(loop)}`),
    ...(report.prepare ? [`prepare: ${prepareWords(report.prepare)}`] : []),
    ...partLines(report),
    `baseline: ${report.baseline.status}, ${inSeconds(report.baseline.wallMs)}, ${count(report.baseline.jobs.length, 'async job')}`,
  ];
  parts.push(headroomTable(report.baseline.jobs, place));
  if (report.trials.length > 0) parts.push(trialTable(report.trials, place, paint));
  for (const finding of report.findings) parts.push('', findingText(finding, place, paint));
  const unexpected = report.trials.filter((one) => one.expectedReason === false);
  for (const one of unexpected) {
    parts.push(
      '',
      `${paint('yellow', 'note')}  ${one.trial.fault} on "${one.trial.taskName}" surfaced as ${outcomeWords(one.outcome)}, another reason than expected`,
    );
  }
  parts.push(...orphanLines(report.trials, paint), ...stubLines(report, place, paint), ...fetchedLines(report, paint));
  parts.push(...interruptedLines(report.interrupted ?? [], paint));
  parts.push(...uncoveredLines(report, place, paint));
  if (report.changes) parts.push('', ...changesLines(report.changes, place));
  const { surfaced, counted, unharmed, recovered, uncounted, notCovered } = report.score;
  const colour = report.verdict === 'pass' ? 'green' : report.verdict === 'fail' ? 'red' : 'yellow';
  const score = counted === 0 ? 'none' : `${surfaced}/${counted} (${Math.round((100 * surfaced) / counted)} %)`;
  parts.push(
    '',
    `reap score: ${score}${unharmed > 0 ? `, ${count(unharmed, 'trial')} in which the job came through` : ''}${recovered > 0 ? `, ${count(recovered, 'trial')} in which the play did the work again` : ''}${uncounted > 0 ? `, ${count(uncounted, 'trial')} without a result` : ''}${notCovered > 0 ? `, ${count(notCovered, 'job')} not covered` : ''}   verdict: ${paint(colour, report.verdict.toUpperCase())}${report.changes?.onlyNew ? ', of what is new' : ''}${verdictOfWhat(report)}${leansOnStubs(report) ? ', on stubs' : ''}${leansOnPackages(report) ? ', on fetched packages' : ''}   ${inSeconds(report.wallMs)}`,
    paint('dim', `report.html, histories and output: ${report.folder}`),
  );
  return parts.join('\n');
}

function interruptedLines(trials: readonly FaultTrial[], paint: (colour: Colour, text: string) => string): string[] {
  if (trials.length === 0) return [];
  const head = `${paint('yellow', 'interrupted')}  ${count(trials.length, 'trial')} did not end, and nothing is known of:`;
  return ['', head, ...trialsByJob(trials).map((line) => `  ${line}`)];
}

export function trialTable(
  trials: readonly TrialResult[],
  place: (one: Place) => string,
  paint: (colour: Colour, text: string) => string,
): string {
  const several = new Set(trials.map((one) => one.trial.job.host)).size > 1;
  const table = new Table({
    head: ['job', 'at', ...(several ? ['host'] : []), 'fault', 'outcome', 'reason', 'red after'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const result of trials) {
    const { trial, outcome } = result;
    const colour =
      outcome.kind === 'surfaced' || outcome.kind === 'recovered'
        ? 'green'
        : outcome.kind === 'unharmed'
          ? 'dim'
          : outcome.kind === 'missed' || outcome.kind === 'errored'
            ? 'yellow'
            : 'red';
    table.push([
      jobName(trial.taskName, trial.job),
      place(trial.job.place),
      ...(several ? [trial.job.host] : []),
      trial.fault,
      paint(colour, outcome.kind),
      resultWords(result),
      outcome.kind === 'surfaced' ? inSeconds(outcome.delayMs) : '',
    ]);
  }
  return table.toString();
}

/** Per job of the healthy run: what it needed, what it may take, how long it is waited for. */
export function headroomTable(jobs: readonly BaselineJob[], place: (one: Place) => string): string {
  const several = new Set(jobs.map((one) => one.key.host)).size > 1;
  const table = new Table({
    head: ['job', 'at', ...(several ? ['host'] : []), 'runtime', 'async', 'ratio', 'poll', 'reap window'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const job of jobs) {
    const { runtimeS } = job;
    table.push([
      jobName(job.taskName, job.key),
      place(job.key.place),
      ...(several ? [job.key.host] : []),
      runtimeS === undefined ? 'unknown' : `${runtimeS.toFixed(1)} s`,
      `${job.limit} s`,
      runtimeS === undefined || runtimeS === 0 ? '' : `${(job.limit / runtimeS).toFixed(1)}`,
      `${job.poll} s`,
      job.windowS === undefined ? (job.reaped ? '' : 'never reaped') : `${job.windowS} s`,
    ]);
  }
  return table.toString();
}

/** Whose hosts they were, and who was only stood for: of those nothing was tried. */
function doublesLines({ doubles }: DrillReport): string[] {
  if (!doubles) return [];
  const { inventories, known, hosts, notDoubled, frozen } = doubles;
  const left = hosts.flatMap(({ standsFor }) => standsFor).length;
  return [
    `inventory: ${inventories.join(', ')}${frozen ? ', as its programs told it before the drill' : ''}: ${hosts.length} of ${count(known, 'host')} had a double${left > 0 ? `, ${left} more were stood for` : ''}${notDoubled.length > 0 ? `, ${notDoubled.length} can’t have one` : ''}`,
    ...hosts.flatMap(({ name, standsFor }) => (standsFor.length > 0 ? [`  ${name} for ${someOf(standsFor)}`] : [])),
  ];
}

function someOf(names: readonly string[]): string {
  const most = 8;
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

function leansOnStubs({ stubs }: DrillReport): boolean {
  return stubs?.stubs.some(({ runs }) => runs > 0) ?? false;
}

/** What was given instead of being done, and what that means for the verdict. */
function stubLines(
  report: DrillReport,
  place: (one: Place) => string,
  paint: (colour: Colour, text: string) => string,
): string[] {
  if (!leansOnStubs(report)) return [];
  const used = report.stubs?.stubs.filter(({ runs }) => runs > 0) ?? [];
  return [
    '',
    `${paint('yellow', 'note')}  ${count(used.length, 'stub')} answered: what they stand for was not run, and the verdict tells only what the play does with these answers`,
    ...used.map((one) => `       ${place(one.place)}: ${one.title}, in ${count(one.runs, 'run')}`),
  ];
}

/** What came from outside, and what that means for the verdict. */
function fetchedLines(report: DrillReport, paint: (colour: Colour, text: string) => string): string[] {
  const words = fetchedWords(report);
  if (words.length === 0) return [];
  return [
    '',
    `${paint('yellow', 'note')}  packages were fetched from outside: the verdict tells what the play does with what is to be had there now`,
    ...words.map((one) => `       ${one}`),
  ];
}

/** Jobs that outlived the play, by the faults that led to it. */
function orphanLines(trials: readonly TrialResult[], paint: (colour: Colour, text: string) => string): string[] {
  const byTask = Map.groupBy(
    trials.flatMap(({ trial, orphans = [] }) =>
      orphans.map((orphan) => ({ id: trial.id, fault: trial.fault, orphan })),
    ),
    ({ orphan }) => orphan.taskName,
  );
  return [...byTask].map(([task, seen]) => {
    const faults = [...new Set(seen.map(({ fault }) => fault))].join(', ');
    const stayed = seen.filter(({ orphan }) => !orphan.ended).length;
    return `${paint('yellow', 'note')}  "${task}" was still running on the host after the play in ${count(new Set(seen.map(({ id }) => id)).size, 'trial')} (${faults})${stayed > 0 ? `; ${stayed} times until the host was removed` : ''}`;
  });
}

/** Jobs of the source that no run launched. */
function uncoveredLines(
  { notCovered, uncoveredAccepted }: DrillReport,
  place: (one: Place) => string,
  paint: (colour: Colour, text: string) => string,
): string[] {
  const lines = notCovered.map((one) => `       "${one.taskName}" (${place(one.place)}): ${one.why}`);
  if (lines.length === 0) return [];
  return [
    '',
    `${paint(uncoveredAccepted ? 'dim' : 'yellow', 'not covered')}  ${count(lines.length, 'async task')} of the source launched no job in any run, so nothing is known of what the play makes of their failure`,
    ...lines,
    uncoveredAccepted
      ? '       accepted (--accept-uncovered)'
      : '       to do: give the hosts, tags or variables that launch them (--hosts, --groups; -e, --tags after --), or say --accept-uncovered',
  ];
}

export function findingText(
  finding: Finding,
  place: (one: Place) => string,
  paint: (colour: Colour, text: string) => string,
): string {
  const at = finding.place ? `${place(finding.place)}: ` : '';
  const relate = (text: string) =>
    (finding.related ?? []).reduce((all, one) => all.replaceAll(formatPlace(one.place), place(one.place)), text);
  return [
    `${paint(finding.severity === 'error' ? 'red' : 'yellow', finding.severity)}  ${at}${relate(finding.message)}  [${finding.rule}]`,
    ...finding.evidence.map((line) => `       seen: ${line}`),
    ...relate(finding.remedy)
      .split('\n')
      .map((line, index) => (index === 0 ? `       to do: ${line}` : `              ${line}`)),
  ].join('\n');
}
