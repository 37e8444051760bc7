import type { BaselineJob } from '../model/baseline.ts';
import type { ChangedRuntime, ChangedTrial, Changes, JobNamed } from '../model/changes.ts';
import type { Outcome } from '../model/outcome.ts';
import type { DrillReport } from '../model/report.ts';
import type { TrialResult } from '../model/trial.ts';
import type { Verdict } from '../model/verdict.ts';
import { ofTrials } from './of-trials.ts';
import { type JobNames, jobName, jobNames } from './same-jobs.ts';

/** A runtime is worse where it is longer by half, and by more than the seconds by which any run differs from the one before. */
const SLOWER = 1.5;
const SLOWER_S = 2;

/**
 * What is different between two drills of one playbook. Jobs are the same by the names of their tasks and their items, not by lines, which move:
 * where several tasks have one name, by their order.
 */
export function changesSince(file: string, earlier: DrillReport, now: DrillReport): Changes {
  const [was, is] = [jobNames(earlier), jobNames(now)];
  const before = worstByTrial(earlier, was);
  const trials = [...worstByTrial(now, is)].map(([id, one]): ChangedTrial => {
    const old = before.get(id);
    const { taskName, job, fault } = one.trial;
    return {
      ...{ taskName, item: job.item, place: job.place, fault },
      ...(old ? { before: old.outcome.kind } : {}),
      now: one.outcome,
    };
  });
  const isLost = (kind: Outcome['kind'] | undefined) => rank(kind) === LOST;
  return {
    since: { startedAt: earlier.startedAt, coreVersion: earlier.coreVersion, file },
    newlyLost: trials.filter((one) => isLost(one.now.kind) && !isLost(one.before)),
    mended: trials.filter((one) => isLost(one.before) && rank(one.now.kind) === WELL),
    notKnown: trials.filter((one) => rank(one.now.kind) === UNKNOWN && one.before && rank(one.before) !== UNKNOWN),
    came: jobsOnlyIn(now, is, was),
    went: jobsOnlyIn(earlier, was, is),
    slower: slower(earlier, now, was, is),
    newFindings: newFindings(earlier, now),
  };
}

/** Whether there is anything in it for which a drill fails. */
function isWorse({ newlyLost, newFindings }: Changes): boolean {
  return newlyLost.length + newFindings.length > 0;
}

/** The verdict where what was known before may stay: never a pass for what the drill could not tell. */
export function verdictOfChanges(report: DrillReport, changes: Changes): Verdict {
  if (report.verdict !== 'fail' || isWorse(changes)) return report.verdict;
  const { uncounted, notCovered } = report.score;
  const lacking = (report.interrupted?.length ?? 0) > 0 || report.leftOut?.why === 'no-part';
  return uncounted > 0 || lacking || (notCovered > 0 && !report.uncoveredAccepted) ? 'unknown' : 'pass';
}

const [WELL, UNKNOWN, LOST] = [0, 1, 2];

/** What was not tried has lost nothing. */
function rank(kind: Outcome['kind'] | undefined): number {
  switch (kind) {
    case 'swallowed':
    case 'hung':
    case 'false-red':
      return LOST;
    case 'missed':
    case 'errored':
      return UNKNOWN;
    default:
      return WELL;
  }
}

/** One for each job and fault: of several hosts, the worst. */
function worstByTrial({ trials }: DrillReport, names: JobNames): ReadonlyMap<string, TrialResult> {
  const worst = new Map<string, TrialResult>();
  for (const one of trials) {
    const { job, fault } = one.trial;
    const id = [jobName(names, job.place), job.item, job.nth, fault].join('|');
    const other = worst.get(id);
    if (!other || rank(other.outcome.kind) < rank(one.outcome.kind)) worst.set(id, one);
  }
  return worst;
}

function jobsOnlyIn({ baseline, notCovered }: DrillReport, own: JobNames, others: JobNames): readonly JobNamed[] {
  const known = new Set(others.values());
  const all = [...baseline.jobs.map(({ taskName, key }) => ({ taskName, place: key.place })), ...notCovered];
  const found = all.filter(({ place }) => !known.has(jobName(own, place)));
  return [...new Map(found.map(({ taskName, place }) => [jobName(own, place), { taskName, place }])).values()];
}

function slower(earlier: DrillReport, now: DrillReport, was: JobNames, is: JobNames): readonly ChangedRuntime[] {
  const before = longest(earlier.baseline.jobs, was);
  return [...longest(now.baseline.jobs, is)].flatMap(([name, job]) => {
    const old = before.get(name)?.runtimeS;
    const { runtimeS, taskName, key, limit } = job;
    if (old === undefined) return [];
    if (runtimeS < old * SLOWER || runtimeS < old + SLOWER_S) return [];
    return [{ taskName, place: key.place, limit, before: old, now: runtimeS }];
  });
}

interface Timed extends BaselineJob {
  readonly runtimeS: number;
}

/** One for each job that was seen to end: of several hosts, the slowest. */
function longest(jobs: readonly BaselineJob[], names: JobNames): ReadonlyMap<string, Timed> {
  const found = new Map<string, Timed>();
  for (const job of jobs.filter((one): one is Timed => one.runtimeS !== undefined)) {
    const name = `${jobName(names, job.key.place)}|${job.key.item}`;
    const other = found.get(name);
    if (!other || other.runtimeS < job.runtimeS) found.set(name, job);
  }
  return found;
}

/** Those of the healthy run, such as a false red: what trials showed is told with them. */
function newFindings(earlier: DrillReport, now: DrillReport): Changes['newFindings'] {
  const id = ({ rule, message }: { rule: string; message: string }) =>
    `${rule}|${message.replaceAll(/\d+(\.\d+)?/g, '#')}`;
  const known = new Set([...earlier.findings, ...ofTrials(now.trials, now.baseline.jobs)].map(id));
  return now.findings
    .filter((one) => one.severity === 'error' && !known.has(id(one)))
    .map(({ rule, message }) => ({ rule, message }));
}
