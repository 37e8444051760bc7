import type { Result } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Proof } from '../model/fault.ts';
import type { Job, Reap } from '../model/job.ts';
import type { Outcome } from '../model/outcome.ts';
import { type Place, samePlace } from '../model/place.ts';
import type { WallHit } from '../model/sighting.ts';
import type { SourceJob } from '../model/source.ts';
import { busyWords, tooBusy } from './busy-machine.ts';
import { isTooShort } from './false-red.ts';
import { lostFailure } from './lost-failure.ts';
import { reasonFor } from './reason.ts';
import { recoveryOf } from './recovery.ts';
import { redByLuck } from './red-by-luck.ts';

/** What the fault does to the job, and to its host: see faults/fault.ts. */
interface Effect {
  readonly harm: 'fatal' | 'outage' | 'none';
  readonly reach: 'job' | 'host';
  /** The job was not seen to end without any fault either. */
  readonly endless?: boolean;
}

/** A job that a fault was meant for. */
export interface StruckJob {
  /** Undefined where this run did not launch it. */
  readonly job: Job | undefined;
  /** Whether the fault struck it. */
  readonly proof: Proof;
  readonly effect: Effect;
}

/** What is known of the play besides this run. */
export interface Known {
  /** The healthy run. */
  readonly baseline?: Facts | undefined;
  /** Calls for the outside world that the healthy run made in vain as well, and went on. */
  readonly putUpWith?: readonly WallHit[] | undefined;
  /** The job as its source has it, with what is there to reap it. */
  readonly source?: SourceJob | undefined;
}

/** What a trial showed, from its facts alone. */
export function judgeTrial(facts: Facts, { job, proof, effect }: StruckJob, known: Known = {}): Outcome {
  const run = facts.run.ended;
  if (!run) return { kind: 'errored', why: 'the run left no end in its history' };
  if (run.how === 'aborted') return { kind: 'errored', why: 'the run was aborted' };
  if (!job) return { kind: 'missed', missing: 'the job was not launched in this run' };
  if (!proof.struck) return { kind: 'missed', missing: proof.missing };
  if (run.how === 'timed-out') return hung(facts, job);

  const { host } = job.key;
  if (!facts.recap?.[host])
    return { kind: 'errored', why: `ansible-playbook ended with rc ${run.rc} and no recap for ${host}` };
  const reds = redHosts(facts);
  if (askers(job).some((one) => reds.includes(one))) {
    const red = surfaced(facts, job, proof.at, effect);
    if (red.kind !== 'surfaced') return red;
    if (effect.harm === 'none') return falseRed(facts, job, red);
    return takenBack(facts, job, red) ?? redByLuck(facts, job, effect, known.baseline) ?? red;
  }
  if (run.rc !== 0) {
    const elsewhere = redElsewhere(facts, job, proof.at, effect);
    if (elsewhere) return elsewhere;
  }
  if (effect.harm !== 'fatal' && isWell(job, effect)) return { kind: 'unharmed', reaped: job.reaps.length > 0 };
  const again = recoveryOf(facts, job, known.baseline);
  if (again) return { kind: 'recovered', taskName: again.taskName, place: again.place };
  return { kind: 'swallowed', ...lostFailure(facts, job, known.source) };
}

/** The hosts whose failure tells of the job: its own, and those that failed as they asked for it. */
function askers(job: Job): readonly string[] {
  return [job.key.host, ...job.reaps.filter(({ failed, ignored }) => failed && !ignored).map(({ host }) => host)];
}

/** Those of which the recap counts a failure. */
function redHosts({ recap = {} }: Facts): readonly string[] {
  return Object.entries(recap).flatMap(([host, one]) => (one.failures > 0 || one.unreachable > 0 ? [host] : []));
}

type Surfaced = Extract<Outcome, { kind: 'surfaced' }>;

/** Nothing was wrong with the job for which the play went red, unless it was for want of a processor. */
function falseRed(facts: Facts, job: Job, { reason, taskName, place, msg }: Surfaced): Outcome {
  const busy = tooBusy(facts);
  if (busy && !job.reaps.some((reap) => reap.failed && !reap.ignored && isTooShort(job, reap)))
    return { kind: 'errored', why: `"${taskName}" went red on a machine that was too busy: ${busyWords(busy)}` };
  return { kind: 'false-red', reason, taskName, place, msg };
}

/**
 * Only another host is red. A task that depends on other hosts may have told of the job there: `run_once`, or a play that looks at what all
 * of them registered. Any other task shows nothing of this job.
 */
function redElsewhere(facts: Facts, job: Job, struckAt: number, { harm, reach }: Effect): Outcome | undefined {
  const hosts = redHosts(facts);
  if (hosts.length === 0)
    return { kind: 'errored', why: `ansible-playbook ended with rc ${facts.run.ended?.rc}, though no host had failed` };
  const red = lastFailureOf(facts, job, hosts);
  // Of a run that is shared, the recap has the hosts of the other trials, too.
  if (!red) return undefined;
  const task = facts.tasks.get(red.task);
  const taskName = task?.name ?? red.task;
  const looks = (task?.bound ?? []).length > 0 || red.host === job.on;
  const cutOff = red.status === 'unreachable' && reach === 'job';
  if (!looks || cutOff || isReapOfAnother(facts, job, task?.place)) {
    const said = red.msg ? `: ${red.msg}` : '';
    return { kind: 'errored', why: `${red.host} went red at "${taskName}", which does not tell of this job${said}` };
  }
  const told: Surfaced = {
    kind: 'surfaced',
    reason: reasonFor(job, job.reaps.at(-1), red),
    taskName,
    place: task?.place,
    delayMs: Math.max(0, red.at - struckAt) * facts.speed,
    msg: red.msg,
  };
  return harm === 'none' ? falseRed(facts, job, told) : told;
}

function isReapOfAnother(facts: Facts, job: Job, place: Place | undefined): boolean {
  const others = facts.jobs.filter((one) => one !== job).flatMap(({ reaps }) => reaps);
  return others.some((one) => one.failed && one.place && place && samePlace(one.place, place));
}

/** The recap counts a failure, and the play, or ansible-playbook as a whole, ended as if there were none. */
function takenBack(facts: Facts, job: Job, red: Surfaced): Outcome | undefined {
  const hosts = askers(job);
  const failedAt = lastFailure(facts, job)?.at ?? 0;
  const after = facts.events('errors-cleared').filter(({ at }) => at >= failedAt);
  const own = after.find(({ host }) => hosts.includes(host));
  const green = facts.run.ended?.rc === 0;
  if (!own && !green) return undefined;
  // In a later play it is said to run for the hosts that are left.
  const cleared = own ?? after[0];
  return { kind: 'swallowed', how: 'cleared-errors', taskName: red.taskName, place: red.place, by: cleared?.place };
}

/** Work that goes on is well where nothing was done to it, or where it has no end of its own. */
function isWell({ end }: Job, { harm, endless }: Effect): boolean {
  return end === 'succeeded' || ((end === 'running' || end === 'unknown') && (harm === 'none' || endless === true));
}

function hung(facts: Facts, job: Job): Outcome {
  const budgetMs = facts.run.started?.timeLimitMs ?? 0;
  const last = facts.events('task-start').at(-1);
  return { kind: 'hung', budgetMs, lastTask: last?.name, place: last?.place ?? job.key.place };
}

function surfaced(facts: Facts, job: Job, struckAt: number, { reach }: Effect): Outcome {
  const red = lastFailure(facts, job);
  const task = red && facts.tasks.get(red.task);
  const other = redReapOfAnother(facts, job, task?.place);
  if (other && reach === 'job') {
    return {
      kind: 'errored',
      why: `"${other.taskName}" went red for another job, before this one was looked at${other.msg ? `: ${other.msg}` : ''}`,
    };
  }
  const reap = other ?? job.reaps.findLast((one) => one.failed) ?? job.reaps.at(-1);
  return {
    kind: 'surfaced',
    reason: reasonFor(job, reap, red),
    taskName: task?.name ?? reap?.taskName ?? job.taskName,
    place: task?.place ?? reap?.place,
    delayMs: Math.max(0, (red?.at ?? struckAt) - struckAt) * facts.speed,
    msg: red?.msg ?? reap?.msg,
  };
}

/** The reap that ended the host, if it was not for the struck job, nor came after a failed reap of that. */
function redReapOfAnother(facts: Facts, job: Job, place: Place | undefined): Reap | undefined {
  if (!place || job.reaps.some((one) => one.failed && !one.ignored)) return undefined;
  return facts.jobs
    .filter((one) => one.key.host === job.key.host)
    .flatMap((one) => one.reaps)
    .find((one) => one.failed && !one.ignored && one.place && samePlace(one.place, place));
}

/** The failure that ended the host: a rescued or ignored one before it did not. */
function lastFailure(facts: Facts, job: Job): Result | undefined {
  return lastFailureOf(facts, job, askers(job));
}

function lastFailureOf(facts: Facts, job: Job, hosts: readonly string[]): Result | undefined {
  return facts
    .events('result')
    .findLast(
      ({ host, item, ignored, status, at }) =>
        hosts.includes(host) &&
        item === null &&
        !ignored &&
        (status === 'failed' || status === 'unreachable') &&
        at >= job.launchedAt - 1,
    );
}
