import { relative } from 'node:path';
import type { StoredRun } from '../../history/stored-run.ts';
import type { DrillPage, Fact, RunHead, ScoreShown, Tone } from '../../model/drill-page.ts';
import type { TaskStart } from '../../model/event.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { DrillReport } from '../../model/report.ts';
import type { TrialResult } from '../../model/trial.ts';
import { count } from '../count.ts';
import { changesLines } from '../drill/changes.ts';
import { fetchedWords, leansOnPackages } from '../drill/fetched-words.ts';
import { partLines } from '../drill/part-words.ts';
import { prepareWords } from '../drill/prepare-words.ts';
import { sampledWords } from '../drill/sampled-words.ts';
import { jobName } from '../job-name.ts';
import { OUTCOME_MEANS, resultWords } from '../outcome-words.ts';
import { findingsShown, stepsOf, withoutPlace } from './findings.ts';
import { headroomOf } from './headroom.ts';
import { cellsOf, type FaultDoes, matrixOf, runId } from './matrix.ts';
import { type Names, namesFrom, timeWords } from './names.ts';
import { sourcesOf } from './sources.ts';
import { toneOf } from './tones.ts';

/** All that a page is made of. */
export interface Kept {
  readonly report: DrillReport;
  /** The history of a run, by its folder within the drill's own. */
  readonly run: (folder: string) => StoredRun;
  /** Earlier drills of the playbook, the oldest first. */
  readonly earlier: readonly DrillReport[];
  /** Places are shown relative to it. */
  readonly cwd: string;
  readonly faultDoes?: FaultDoes;
}

/** What the page of a drill shows, the runs apart: those are made one by one. */
export function drillPage({ report, run, earlier, cwd, faultDoes = () => undefined }: Kept): DrillPage {
  const names = namesFrom(cwd);
  const findings = findingsShown(report, names);
  const cells = cellsOf(report);
  return {
    schema: 'reapcheck/drill-page/1',
    playbook: relative(cwd, report.playbook) || report.playbook,
    verdict: report.verdict,
    says: saysOf(report),
    facts: factsOf(report),
    score: scoreOf(report),
    next: stepsOf(findings),
    changes: report.changes ? changesLines(report.changes, names.at) : [],
    matrix: matrixOf(report, names, faultDoes),
    findings: findings.map(withoutPlace),
    sources: sourcesOf(report, { started: tasksOf(report, run), cells, findings }, names),
    headroom: headroomOf(
      report.baseline.jobs,
      earlier
        .filter(({ startedAt }) => startedAt < report.startedAt)
        .map(({ startedAt, baseline }) => ({ startedAt, jobs: baseline.jobs })),
      names,
    ),
    runs: runHeads(report, run, names, faultDoes),
  };
}

/** The healthy run first, then each trial. */
export function runHeads(
  report: DrillReport,
  run: Kept['run'],
  names: Names,
  faultDoes: FaultDoes = () => undefined,
): readonly RunHead[] {
  return [healthyHead(report, run), ...report.trials.map((one) => trialHead(one, run, names, faultDoes))];
}

/** The tasks that began in the healthy run, and in any other that came further. */
function tasksOf(report: DrillReport, run: Kept['run']): readonly TaskStart[] {
  const folders = new Set([report.baseline.folder, ...report.trials.map(({ folder }) => folder)]);
  return [...folders].flatMap((folder) =>
    run(folder).history.flatMap((entry) =>
      entry.kind === 'event' && entry.event.type === 'task-start' ? [entry.event] : [],
    ),
  );
}

function saysOf(report: DrillReport): string {
  if (report.baseline.status !== 'green')
    return `The healthy run ended ${report.baseline.status}, so that no fault could be tried.`;
  return [truthOf(report), ...openOf(report), ...leaningOf(report)].join(' ');
}

/** What the trials have shown of the play. */
function truthOf({ trials, score, interrupted = [], findings, verdict }: DrillReport): string {
  const lost = trials.filter(({ outcome }) => toneOf(outcome) === 'bad').length;
  if (lost > 0) return `In ${lost} of ${count(trials.length, 'trial')} the play did not tell the truth.`;
  const errors = count(findings.filter(({ severity }) => severity === 'error').length, 'other finding');
  const others = verdict === 'fail' ? ` ${errors} make it fail.` : '';
  const told = trials.length - score.uncounted;
  if (told > 0) return `The play told the truth in each of ${count(told, 'trial')}.${others}`;
  if (trials.length > 0) return `No trial had a result.${others}`;
  return `${interrupted.length > 0 ? 'No trial came to its end.' : 'No fault was tried.'}${others}`;
}

/** What was not shown. */
function openOf(report: DrillReport): readonly string[] {
  const { trials, score, interrupted = [] } = report;
  const launched = score.notCovered === 1 ? 'was' : 'were';
  return [
    ...(score.uncounted > 0 && score.uncounted < trials.length
      ? [`${count(score.uncounted, 'trial')} had no result.`]
      : []),
    ...(interrupted.length > 0
      ? [`${count(interrupted.length, 'trial')} did not end: the drill was interrupted.`]
      : []),
    ...(score.notCovered > 0
      ? [`${count(score.notCovered, 'job')} of the source ${launched} launched in no run.`]
      : []),
    ...partLines(report).map((line) => `${line.trim().replace(/^./, (one) => one.toUpperCase())}.`),
  ];
}

/** What the verdict leans on. */
function leaningOf(report: DrillReport): readonly string[] {
  return [
    ...(report.changes?.onlyNew ? ['The verdict tells only of what is new.'] : []),
    ...(report.stubs?.stubs.some(({ runs }) => runs > 0)
      ? ['Stubs answered for some tasks: it tells what the play does with their answers.']
      : []),
    ...(leansOnPackages(report) ? ['Packages were fetched from outside: it tells of those that were there then.'] : []),
  ];
}

function factsOf(report: DrillReport): readonly Fact[] {
  const { doubles, prepare, stubs } = report;
  const fact = (label: string, value: string): Fact => ({ label, value });
  return [
    fact('ansible-core', `${report.coreVersion} (${report.watcher} watcher)`),
    fact('started', timeWords(report.startedAt)),
    fact('took', inSeconds(report.wallMs)),
    fact(
      'healthy run',
      `${report.baseline.status}, ${inSeconds(report.baseline.wallMs)}, ${count(report.baseline.jobs.length, 'async job')}`,
    ),
    ...(report.speed === 1 ? [] : [fact('pace', `Ansible waited ${report.speed} times faster than written`)]),
    ...(doubles
      ? [
          fact(
            'inventory',
            `${doubles.inventories.join(', ')}: ${doubles.hosts.length} of ${count(doubles.known, 'host')} had a double`,
          ),
        ]
      : []),
    ...(prepare ? [fact('prepare', prepareWords(prepare))] : []),
    ...(report.sampledLoops ? [fact('items', report.sampledLoops.map(sampledWords).join('; '))] : []),
    ...(leansOnPackages(report) ? [fact('packages', fetchedWords(report).join('; '))] : []),
    ...(stubs
      ? [
          fact(
            'stubs',
            `${stubs.file}: ${stubs.stubs.filter(({ runs }) => runs > 0).length} of ${stubs.stubs.length} answered`,
          ),
        ]
      : []),
  ];
}

function scoreOf({ trials, score, interrupted = [], leftOut, uncoveredAccepted }: DrillReport): ScoreShown {
  const { surfaced, counted } = score;
  const byKind = Map.groupBy(trials, ({ outcome }) => outcome.kind);
  const parts = [
    ...[...byKind].map(([label, ones]) => ({
      label: label as string,
      means: OUTCOME_MEANS[label],
      count: ones.length,
      tone: ones[0] ? toneOf(ones[0].outcome) : 'open',
    })),
    {
      label: 'interrupted',
      means: 'the drill ended before they did',
      count: interrupted.length,
      tone: 'open' as Tone,
    },
    {
      label: leftOut?.why === 'no-part' ? 'in no part' : 'left out',
      means: leftOut?.why === 'no-part' ? 'none of the merged parts has run them' : 'not asked for in this drill',
      count: leftOut?.trials.length ?? 0,
      tone: (leftOut?.why === 'no-part' ? 'open' : 'quiet') as Tone,
    },
    {
      label: 'not covered',
      means: 'jobs of the source that no run launched',
      count: score.notCovered,
      tone: (uncoveredAccepted ? 'quiet' : 'open') as Tone,
    },
  ].filter((part) => part.count > 0);
  const order: readonly Tone[] = ['bad', 'open', 'good', 'quiet'];
  return {
    ...(counted === 0 ? {} : { percent: Math.floor((100 * surfaced) / counted) }),
    says: counted === 0 ? 'no trial counted' : `${surfaced} of ${count(counted, 'failure')} surfaced`,
    parts: parts.toSorted((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone)),
  };
}

function healthyHead({ baseline }: DrillReport, run: Kept['run']): RunHead {
  return {
    id: 'baseline',
    title: 'Healthy run, without any fault',
    tone: baseline.status === 'green' ? 'good' : 'bad',
    outcome: baseline.status,
    words: `${count(baseline.jobs.length, 'async job')}`,
    took: inSeconds(baseline.wallMs),
    folder: baseline.folder,
    ...lacking(run(baseline.folder)),
  };
}

function trialHead(result: TrialResult, run: Kept['run'], names: Names, faultDoes: FaultDoes): RunHead {
  const { trial, outcome, wallMs, folder } = result;
  const does = faultDoes(trial.fault);
  const job = jobName(trial.taskName, trial.job);
  return {
    id: runId(trial),
    title: `${trial.fault} on “${job}”`,
    tone: toneOf(outcome),
    outcome: outcome.kind,
    words: resultWords(result),
    job,
    fault: trial.fault,
    ...(does === undefined ? {} : { does }),
    host: trial.job.host,
    at: names.at(trial.job.place),
    took: inSeconds(wallMs),
    folder,
    ...lacking(run(folder)),
  };
}

function lacking({ lacks }: StoredRun): Pick<RunHead, 'lacks'> {
  return lacks === undefined ? {} : { lacks };
}
