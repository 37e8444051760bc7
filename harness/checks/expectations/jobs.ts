import type { Checked, Expectation } from '../../model/expectation.ts';
import type { Facts } from '../../model/facts.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { Job, ReapVerdict } from '../../model/job.ts';
import type { Outcome } from '../../model/outcome.ts';
import { formatPlace } from '../../model/place.ts';
import { judgeTrial } from '../judge-trial.ts';
import { historyLines, startOf } from './evidence.ts';
import type { Subject } from './subject.ts';

type Of<K extends Expectation['kind']> = Extract<Expectation, { kind: K }>;

/** A job is named by a part of its task's name. */
function jobsNamed(facts: Facts, name: string): readonly Job[] {
  return facts.jobs.filter(({ taskName }) => taskName.includes(name));
}

interface Failure {
  readonly taskName: string;
  readonly jid: string | undefined;
  readonly outcome: Outcome;
}

/** Jobs that failed: those that a fault struck, and those that were seen to end badly by themselves. */
function failuresOf({ facts, struck }: Subject): readonly Failure[] {
  const known = new Set(struck.map(({ jid }) => jid));
  const own = facts.jobs.filter(
    (job) => !known.has(job.jid) && (job.end === 'failed' || job.end === 'timed-out' || job.end === 'lost'),
  );
  return [
    ...struck,
    ...own.map((job) => {
      const evidence = [`job ${job.jid} on ${job.on}: ${job.end}`];
      const proof = { struck: true as const, at: job.endedAt ?? job.launchedAt, evidence };
      const outcome = judgeTrial(facts, { job, proof, effect: { harm: 'fatal', reach: 'job' } });
      return { taskName: job.taskName, jid: job.jid, outcome };
    }),
  ];
}

export function checkFailures(subject: Subject, { are, of, reasons }: Of<'failures'>): Checked {
  const found = failuresOf(subject).filter(({ taskName }) => of === undefined || taskName.includes(of));
  const fits = ({ outcome }: Failure) =>
    outcome.kind === are && (!reasons || (outcome.kind === 'surfaced' && reasons.includes(outcome.reason)));
  const unsure = found.filter(({ outcome }) => outcome.kind === 'missed' || outcome.kind === 'errored');
  const which = of === undefined ? 'each failed job' : `the failure of "${of}"`;
  return {
    kind: 'failures',
    is: unsure.length > 0 ? 'unknown' : found.length > 0 && found.every(fits) ? 'met' : 'unmet',
    expected: `${which} is ${are}${reasons ? ` as ${reasons.join(' or ')}` : ''}`,
    seen:
      found.length === 0
        ? 'no such job failed'
        : found.map((one) => `"${one.taskName}": ${outcomeText(one.outcome)}`).join('; '),
    evidence: found.flatMap(({ jid }) => aboutJob(subject.facts, jid)),
    remedy:
      found.length === 0
        ? 'make the job fail: with a fault, or by what it does'
        : are !== 'swallowed'
          ? 'reap each job with async_status and until: … is finished, and take away ignore_errors, failed_when and rescues that hide it'
          : 'the play is honest here: expect it to be surfaced',
  };
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'surfaced':
      return `surfaced as ${outcome.reason} by "${outcome.taskName}"`;
    case 'swallowed': {
      const at = outcome.place ? ` at ${formatPlace(outcome.place)}` : '';
      return `swallowed, ${outcome.how}${at}`;
    }
    case 'recovered':
      return `recovered by "${outcome.taskName}"`;
    case 'missed':
      return `the fault is not proven to have struck: ${outcome.missing}`;
    case 'errored':
      return outcome.why;
    default:
      return outcome.kind;
  }
}

export function checkJobs({ facts }: Subject, { job: name, ends, reaped }: Of<'jobs'>): Checked {
  const jobs = jobsNamed(facts, name);
  const fits = (job: Job) => (!ends || ends.includes(job.end)) && (!reaped || reaped.includes(lastVerdict(job)));
  const unsure = ends !== undefined && jobs.some((job) => job.end === 'unknown');
  const wants = [
    ...(ends ? [`ends ${ends.join(' or ')}`] : []),
    ...(reaped ? [`is reaped: ${reaped.join(' or ')}`] : []),
  ].join(', and ');
  return {
    kind: 'jobs',
    is: jobs.length === 0 ? 'unmet' : unsure ? 'unknown' : jobs.every(fits) ? 'met' : 'unmet',
    expected: `"${name}" ${wants}`,
    seen: jobs.length === 0 ? `no such job ran; there were: ${names(facts)}` : jobs.map(jobText).join('; '),
    evidence: jobs.flatMap((job) => aboutJob(facts, job.jid)),
    remedy: jobs.length === 0 ? 'name a job by a part of its task’s name' : 'mend the task, its limit or its reap',
  };
}

function lastVerdict(job: Job): ReapVerdict | 'never' {
  return job.reaps.at(-1)?.verdict ?? 'never';
}

function jobText(job: Job): string {
  const took = job.endedAt === undefined ? '' : ` after ${inSeconds(job.endedAt - job.launchedAt)}`;
  const verdict = lastVerdict(job);
  const reap = verdict === 'never' ? 'never reaped' : `reaped: ${verdict}`;
  return `"${job.taskName}" on ${job.on} ${job.end === 'running' ? 'was still running' : `ended ${job.end}`}${took}, ${reap}`;
}

function names(facts: Facts): string {
  return [...new Set(facts.jobs.map(({ taskName }) => `"${taskName}"`))].join(', ') || 'none at all';
}

const COLLECTED: readonly ReapVerdict[] = ['collected-ok', 'collected-failed'];

export function checkReaps({ facts }: Subject): Checked {
  const open = facts.jobs.filter((job) => !job.reaps.some(({ verdict }) => COLLECTED.includes(verdict)));
  return {
    kind: 'reaps',
    is: facts.jobs.length > 0 && open.length === 0 ? 'met' : 'unmet',
    expected: 'every job is reaped, and its reap sees its end',
    seen:
      facts.jobs.length === 0
        ? 'no job ran'
        : open.length === 0
          ? `all ${facts.jobs.length} were`
          : open.map(jobText).join('; '),
    evidence: open.flatMap((job) => aboutJob(facts, job.jid)),
    remedy: 'add async_status with until: … is finished for each of them, with retries × delay above its async limit',
  };
}

/** Proved by their intervals, from launch to end as seen on the host: there is a moment at which all of them ran. */
export function checkParallel({ facts }: Subject, { jobs: wanted }: Of<'parallel'>): Checked {
  const jobs = wanted.length === 0 ? facts.jobs : wanted.flatMap((name) => jobsNamed(facts, name));
  const absent = wanted.filter((name) => jobsNamed(facts, name).length === 0);
  const began = startOf(facts);
  const perHost = [...Map.groupBy(jobs, ({ on }) => on).values()];
  const together = perHost.every((ones) => {
    const lastStart = Math.max(...ones.map(({ launchedAt }) => launchedAt));
    return ones.length > 1 && ones.every(({ endedAt }) => (endedAt ?? Infinity) > lastStart);
  });
  const unsure = jobs.some((job) => job.end === 'unknown');
  return {
    kind: 'parallel',
    is: jobs.length < 2 || absent.length > 0 ? 'unmet' : unsure ? 'unknown' : together ? 'met' : 'unmet',
    expected: `${wanted.length === 0 ? 'all jobs of a host' : wanted.map((name) => `"${name}"`).join(', ')} run at the same time`,
    seen:
      jobs.length === 0
        ? `no such job ran; there were: ${names(facts)}`
        : jobs
            .map(
              (job) =>
                `"${job.taskName}" on ${job.on} from ${inSeconds(job.launchedAt - began)} to ${job.endedAt === undefined ? '?' : inSeconds(job.endedAt - began)}`,
            )
            .join('; '),
    evidence: jobs.flatMap((job) => aboutJob(facts, job.jid)),
    remedy: 'launch them all with poll: 0 before the first of them is reaped',
  };
}

function aboutJob(facts: Facts, jid: string | undefined): readonly string[] {
  return historyLines(
    facts,
    [...facts.events('launch'), ...facts.events('collect'), ...facts.sightings('job-file')].filter(
      (one) => one.jid === jid,
    ),
  );
}
