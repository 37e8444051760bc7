import { relative, resolve } from 'node:path';
import { refuseIdleStandIns } from '../engine/idle-stand-ins.ts';
import { sampleItems } from '../engine/sample-items.ts';
import { wantedJobs } from '../engine/wanted-jobs.ts';
import { type Fault, hangsOnHost } from '../faults/fault.ts';
import type { DrillOptions } from '../library/drill-options.ts';
import { faultsOn } from '../library/plan-drill.ts';
import type { KnownNumber } from '../model/audit.ts';
import type { BaselineJob } from '../model/baseline.ts';
import { ReapcheckError } from '../model/error.ts';
import { formatPlace } from '../model/place.ts';
import type { DrillReport } from '../model/report.ts';
import type { SourceJob } from '../model/source.ts';
import { count } from '../reporters/count.ts';
import { jobsOf } from '../source/jobs-of.ts';
import type { ReadPlaybook } from '../source/read-playbook.ts';
import { formatDuration } from '../time/duration.ts';

export interface SourcePlan {
  readonly jobs: readonly SourceJob[];
  readonly faults: readonly Fault[];
  /** Each item of a loop, however many are alike. */
  readonly allItems: boolean;
  /** The last drill of this playbook, where there was one. */
  readonly earlier?: DrillReport | undefined;
}

/** What a drill would strike, as far as the source tells: a loop is one task here, and as many jobs as it has items in a run. */
export function planFromSource(
  playbook: ReadPlaybook,
  faults: readonly Fault[],
  { jobs: wanted = [], standIns = [], allItems = false }: Pick<DrillOptions, 'jobs' | 'standIns' | 'allItems'>,
  earlier?: DrillReport,
): SourcePlan {
  const wants = wanted.length === 0 ? () => true : wantedJobs(wanted);
  const all = jobsOf(playbook).map((job) => ({
    ...job,
    place: { ...job.place, file: relative('', job.place.file) },
  }));
  const jobs = all.filter(({ taskName, place }) => wants({ taskName, key: { place } }));
  if (jobs.length === 0 && all.length > 0) throw noSuchTask(wanted, all);
  // The role that a name begins with is known to a run only.
  const bare = standIns.filter(({ task }) => !task?.includes(' : '));
  const names = all.map(({ taskName }) => taskName);
  if (names.length > 0) refuseIdleStandIns(bare, names);
  return { jobs, faults, allItems, earlier };
}

function noSuchTask(wanted: readonly string[], all: readonly SourceJob[]): ReapcheckError {
  return new ReapcheckError({
    code: 'no-such-job',
    kind: 'usage',
    what: `--jobs ${wanted.join(',')}: none of the async tasks that the source shows`,
    expected: `some of: ${all.map(({ taskName, place }) => `"${taskName}" (${formatPlace(place)})`).join(', ')}`,
    remedy: 'give a part of the task’s name, or its file:line',
  });
}

/** For programs; `line` and `file` are as in the text. */
export function planJson(plan: SourcePlan): string {
  const { jobs, faults, earlier } = plan;
  const shown = {
    tasks: jobs.map((job) => ({
      name: job.taskName,
      place: job.place,
      async: job.limit.text,
      poll: job.poll.text,
      looped: job.looped,
      faults: faultsOn(job, faults).map(({ name }) => name),
    })),
    faults: faults.map(({ name, summary }) => ({ name, summary })),
    atLeast: leastTrials(plan),
    ...(earlier ? { trials: realTrials(plan, earlier), estimatedMs: estimateMs(plan, earlier) } : {}),
  };
  return JSON.stringify(shown, null, 2);
}

export function planText(plan: SourcePlan): string {
  const { jobs, faults, allItems, earlier } = plan;
  const rows = jobs.flatMap((job) => [
    `${formatPlace(job.place)}  "${job.taskName}"${job.looped ? ' (items of its loop)' : ''}  async ${numberText(job.limit)}, poll ${numberText(job.poll)}${job.onLocalhost ? ', on localhost' : ''}`,
    ...faultsOn(job, faults).map((fault) => `    ${fault.name.padEnd(18)} ${fault.summary}`),
  ]);
  if (jobs.length === 0)
    return 'The source shows no async task. A drill takes its jobs from a run: those that only a run brings in are found then.';
  const least = `${count(jobs.length, 'async task')}: at least ${count(leastTrials(plan), 'trial')}, and the baseline; each host has trials of its own, and so have items of a loop${allItems ? '' : ' (three of those that are alike)'}`;
  return [...rows, least, earlier ? earlierText(plan, earlier) : HOW_MANY].join('\n');
}

const HOW_MANY =
  'How many there really are, and how long they take, a first drill tells: --faults fail is the shortest. Then --list tells both.';

/** What the drill before this one showed: real jobs, and how long they took. */
function earlierText(plan: SourcePlan, earlier: DrillReport): string {
  const trials = realTrials(plan, earlier);
  const time = estimateMs(plan, earlier);
  return `As of the drill of ${earlier.startedAt.slice(0, 16).replace('T', ' ')}: ${count(jobsOfPlan(plan, earlier).length, 'job')}, ${count(trials, 'trial')}${time === undefined ? '' : `, about ${formatDuration(time)}`}`;
}

function leastTrials({ jobs, faults }: SourcePlan): number {
  const sure = faults.filter((fault) => !hangsOnHost(fault));
  return jobs.reduce((sum, job) => sum + faultsOn(job, sure).length, 0);
}

/** The jobs that these tasks were in a healthy run, as far as they would be struck: for each host, and for items of a loop. */
function jobsOfPlan({ jobs, allItems }: SourcePlan, { baseline }: DrillReport): readonly SourceJob[] {
  const struck = allItems ? baseline.jobs : sampleItems(baseline.jobs, likeness).jobs;
  return struck.flatMap(({ key }) =>
    jobs.filter(({ place }) => resolve(place.file) === resolve(key.place.file) && place.line === key.place.line),
  );
}

function likeness({ limit, poll, reaped, reapPlace, windowS }: BaselineJob): unknown {
  return [limit, poll, reaped, reapPlace, windowS];
}

function realTrials(plan: SourcePlan, earlier: DrillReport): number {
  const had = new Set(earlier.plan?.trials.map(({ trial }) => trial.fault));
  const faults = plan.faults.filter((fault) => !hangsOnHost(fault) || had.has(fault.name));
  return jobsOfPlan(plan, earlier).reduce((sum, job) => sum + faultsOn(job, faults).length, 0);
}

/** Runs that go on at the same time, or are shared, are in what the drill took as a whole. */
function estimateMs(plan: SourcePlan, earlier: DrillReport): number | undefined {
  const { baseline, trials, wallMs } = earlier;
  if (trials.length === 0) return undefined;
  const perTrial = Math.max(0, wallMs - baseline.wallMs) / trials.length;
  return Math.round(baseline.wallMs + perTrial * realTrials(plan, earlier));
}

/** As written, with what it comes to. */
function numberText(number: KnownNumber): string {
  if (!number.known) return `${number.text || '?'} (${number.why})`;
  const value = String(number.value);
  return number.text === '' || number.text === value ? value : `${number.text} (${value})`;
}
