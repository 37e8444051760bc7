import { join, relative } from 'node:path';
import { ofTrials } from '../checks/of-trials.ts';
import { scoreOf, verdictOf } from '../checks/score.ts';
import { unusedStubs } from '../checks/stubs-used.ts';
import type { BaselineJob } from '../model/baseline.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import { formatPlace, samePlace } from '../model/place.ts';
import type { LeftOut, Plan } from '../model/plan.ts';
import type { DrillReport, MergedPart, NotCovered, StubsReport } from '../model/report.ts';
import type { TrialResult } from '../model/trial.ts';
import { rebased } from './rebase.ts';
import { plansDiffer } from './what-differs.ts';

/** The report of a drill, or of a share of one. */
export interface Part {
  readonly file: string;
  /** In which its histories lie. */
  readonly folder: string;
  readonly report: DrillReport;
}

interface PlannedPart extends Part {
  readonly report: DrillReport & { readonly plan: Plan };
}

export interface MergeWhere {
  /** Where the project lies; places are told as there. */
  readonly cwd: string;
  /** Of the merged report: histories are named relative to it. */
  readonly folder: string;
}

/**
 * The report of the whole: the latest result of each trial, judged by the rules of a drill. Throws `other-plan` and `baselines-differ` where
 * the parts are no parts of one whole.
 */
export function mergeReports(parts: readonly [Part, ...Part[]], where: MergeWhere): DrillReport {
  const known = parts.map((part) => planned(part, where.cwd)).toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const [first, ...others] = known as [PlannedPart, ...PlannedPart[]];
  for (const other of others) refuseOthers(first, other);
  const base = others.at(-1) ?? first;
  const { plan, baseline, uncoveredAccepted } = base.report;
  const latest = new Map<string, { readonly at: string; readonly result: TrialResult }>();
  for (const part of known)
    for (const result of part.report.trials) {
      const at = result.taken?.startedAt ?? part.report.startedAt;
      if (at >= (latest.get(result.trial.id)?.at ?? ''))
        latest.set(result.trial.id, { at, result: movedTo(where.folder, part, result) });
    }
  const trials = plan.trials.flatMap(({ trial }) => latest.get(trial.id)?.result ?? []);
  const lacking = plan.trials.flatMap(({ trial }) => (latest.has(trial.id) ? [] : [trial]));
  const cut = new Set(known.flatMap(({ report }) => report.interrupted ?? []).map(({ id }) => id));
  const interrupted = lacking.filter(({ id }) => cut.has(id));
  const inNoPart = lacking.filter(({ id }) => !cut.has(id));
  const leftOut: LeftOut | undefined = inNoPart.length > 0 ? { why: 'no-part', trials: inNoPart } : undefined;
  const stubs = base.report.stubs && recounted(base.report.stubs, [baseline, ...trials]);
  const findings = [
    ...ofRuns(trials, known),
    ...base.report.findings.filter((one) => !isOfTrials(base.report, one) && one.rule !== 'stub-unused'),
    ...(stubs ? unusedStubs(stubs) : []),
  ];
  const notCovered = coveredByNone(known, trials);
  const score = scoreOf(trials, notCovered);
  return {
    schema: 'reapcheck/drill/3',
    ...pick(base.report),
    startedAt: first.report.startedAt,
    wallMs: Math.max(...known.map(({ report }) => report.wallMs)),
    folder: where.folder,
    baseline: { ...baseline, folder: moved(where.folder, base, baseline.folder) },
    trials,
    findings,
    ...mendsIn(known),
    ...(stubs ? { stubs } : {}),
    notCovered,
    uncoveredAccepted,
    score,
    plan,
    ...(interrupted.length > 0 ? { interrupted } : {}),
    ...(leftOut ? { leftOut } : {}),
    parts: known.map(mergedPart),
    verdict: verdictOf(score, findings, uncoveredAccepted, { notEnded: interrupted.length, leftOut }),
  };
}

/** The same of each part that found something: they are of one playbook. */
function mendsIn(known: readonly PlannedPart[]): Pick<DrillReport, 'mends'> {
  const mends = known.findLast(({ report }) => report.mends)?.report.mends;
  return mends ? { mends } : {};
}

function pick({ playbook, coreVersion, watcher, speed, prepare, doubles, sampledLoops }: DrillReport) {
  return {
    ...{ playbook, coreVersion, watcher, speed },
    ...(prepare ? { prepare } : {}),
    ...(doubles ? { doubles } : {}),
    ...(sampledLoops ? { sampledLoops } : {}),
  };
}

function planned(part: Part, cwd: string): PlannedPart {
  const report = rebased(part.report, cwd);
  if (report.plan) return { ...part, report: { ...report, plan: report.plan } };
  throw new ReapcheckError({
    code: 'other-plan',
    kind: 'usage',
    what: `${part.file} has no plan`,
    expected: 'the report of a drill whose healthy run was green, by this version',
    seen:
      report.baseline.status === 'green'
        ? 'a report of an older version'
        : `its healthy run was ${report.baseline.status}`,
    remedy: 'drill that part again',
  });
}

function timeOf({ report }: Part): string {
  return report.startedAt;
}

function refuseOthers(one: PlannedPart, other: PlannedPart): void {
  const differs = plansDiffer(one.report.plan, other.report.plan);
  if (differs.length > 0)
    throw new ReapcheckError({
      code: 'other-plan',
      kind: 'usage',
      what: `${one.file} and ${other.file} are parts of different plans`,
      expected: 'parts of one drill: the same playbook, options, versions and jobs',
      seen: differs.join('; '),
      remedy: 'merge the parts of each drill by themselves, or drill the older ones again',
    });
  const [was, is] = [one, other].map(({ report }) => jobsSeen(report.baseline.jobs));
  if (one.report.baseline.status === other.report.baseline.status && was === is) return;
  throw new ReapcheckError({
    code: 'baselines-differ',
    kind: 'unknown',
    what: `the healthy runs of ${one.file} and ${other.file} differ`,
    expected: 'the same jobs, and the same end',
    seen: `${one.report.baseline.status}: ${was}; ${other.report.baseline.status}: ${is}`,
    remedy: 'find out why the play goes another way each time: no trial tells anything of such a play',
  });
}

function jobsSeen(jobs: readonly BaselineJob[]): string {
  return jobs
    .map(({ taskName, key: { host, item, nth, place } }) =>
      [
        `"${taskName}"`,
        formatPlace(place),
        host,
        ...(item === null ? [] : [`item ${item}`]),
        ...(nth === 0 ? [] : [nth]),
      ].join(' '),
    )
    .join(', ');
}

function movedTo(folder: string, part: Part, result: TrialResult): TrialResult {
  const { repetitions } = result;
  return {
    ...result,
    folder: moved(folder, part, result.folder),
    ...(repetitions
      ? { repetitions: repetitions.map((one) => ({ ...one, folder: moved(folder, part, one.folder) })) }
      : {}),
  };
}

function moved(folder: string, part: Part, run: string): string {
  return relative(folder, join(part.folder, run));
}

/** What is found in the trials of all parts. A part has read the source, so that its advice is better than what the trials alone tell. */
function ofRuns(trials: readonly TrialResult[], parts: readonly PlannedPart[]): readonly Finding[] {
  const jobs = parts.at(-1)?.report.baseline.jobs ?? [];
  const told = new Map(parts.flatMap(({ report }) => report.findings.map((one) => [idOf(one), one] as const)));
  return ofTrials(trials, jobs).map((one) => ({ ...one, remedy: told.get(idOf(one))?.remedy ?? one.remedy }));
}

function idOf({ rule, message, place }: Finding): string {
  return [rule, message, place ? formatPlace(place) : ''].join('|');
}

function isOfTrials({ trials, baseline }: DrillReport, finding: Finding): boolean {
  return ofTrials(trials, baseline.jobs).some((one) => idOf(one) === idOf(finding));
}

function recounted({ file, stubs }: StubsReport, runs: readonly { readonly stubs?: readonly number[] }[]): StubsReport {
  return {
    file,
    stubs: stubs.map((stub, index) => ({ ...stub, runs: runs.filter((run) => run.stubs?.includes(index)).length })),
  };
}

/** A job that a trial of any part has launched is covered. */
function coveredByNone(parts: readonly PlannedPart[], trials: readonly TrialResult[]): readonly NotCovered[] {
  const launched = trials.flatMap(({ alsoLaunched = [] }) => alsoLaunched);
  return (parts.at(-1)?.report.notCovered ?? []).filter(
    ({ place }) =>
      parts.every(({ report }) => report.notCovered.some((one) => samePlace(one.place, place))) &&
      !launched.some((one) => samePlace(one, place)),
  );
}

function mergedPart({ file, report }: Part): MergedPart {
  const { startedAt, trials, leftOut } = report;
  return { file, startedAt, trials: trials.length, ...(leftOut?.why === 'shard' ? { shard: leftOut.shard } : {}) };
}
