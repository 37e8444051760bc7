import type { Result } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Proof } from '../model/fault.ts';
import type { Job, Reap } from '../model/job.ts';
import type { Outcome, Reason } from '../model/outcome.ts';
import { type Place, samePlace } from '../model/place.ts';
import type { SourceReap } from '../model/source.ts';
import { lostFailure } from './lost-failure.ts';
import { recoveryOf } from './recovery.ts';

/** What the fault does to the job, and to its host: see faults/fault.ts. */
interface Effect {
  readonly harm: 'fatal' | 'outage' | 'none';
  readonly reach: 'job' | 'host';
  /** The job was not seen to end without any fault either. */
  readonly endless?: boolean;
}

/** What is known of the play besides this run. */
export interface Known {
  /** The healthy run. */
  readonly baseline?: Facts | undefined;
  /** What the source has to reap this job. */
  readonly reaps?: readonly SourceReap[] | undefined;
}

/**
 * What a trial showed, from its facts alone. `job` is the struck job, `proof` says whether it was struck, and `effect` what that
 * does to it.
 */
export function judgeTrial(
  facts: Facts,
  job: Job | undefined,
  proof: Proof,
  effect: Effect,
  known: Known = {},
): Outcome {
  const run = facts.run.ended;
  if (!run) return { kind: 'errored', why: 'the run left no end in its history' };
  if (run.how === 'aborted') return { kind: 'errored', why: 'the run was aborted' };
  if (!job) return { kind: 'missed', missing: 'the job was not launched in this run' };
  if (!proof.struck) return { kind: 'missed', missing: proof.missing };
  if (run.how === 'timed-out') return hung(facts, job);

  const { host } = job.key;
  if (!facts.recap?.[host])
    return { kind: 'errored', why: `ansible-playbook ended with rc ${run.rc} and no recap for ${host}` };
  if (askers(job).some((one) => isRed(facts, one))) {
    const red = surfaced(facts, job, proof.at, effect);
    if (red.kind !== 'surfaced') return red;
    if (effect.harm === 'none') {
      const { reason, taskName, place, msg } = red;
      return { kind: 'false-red', reason, taskName, place, msg };
    }
    return takenBack(facts, job, red) ?? red;
  }
  if (run.rc !== 0 && !Object.keys(facts.recap).some((one) => isRed(facts, one)))
    return { kind: 'errored', why: `ansible-playbook ended with rc ${run.rc}, though no host had failed` };
  if (effect.harm !== 'fatal' && isWell(job, effect)) return { kind: 'unharmed', reaped: job.reaps.length > 0 };
  const again = recoveryOf(facts, job, known.baseline);
  if (again) return { kind: 'recovered', taskName: again.taskName, place: again.place };
  return { kind: 'swallowed', ...lostFailure(facts, job, known.reaps ?? []) };
}

/** The hosts whose failure tells of the job: its own, and those that failed as they asked for it. */
function askers(job: Job): readonly string[] {
  return [job.key.host, ...job.reaps.filter(({ failed, ignored }) => failed && !ignored).map(({ host }) => host)];
}

function isRed(facts: Facts, host: string): boolean {
  const recap = facts.recap?.[host];
  return recap !== undefined && (recap.failures > 0 || recap.unreachable > 0);
}

/** The recap counts a failure, and the play, or ansible-playbook as a whole, ended as if there were none. */
function takenBack(facts: Facts, job: Job, red: Extract<Outcome, { kind: 'surfaced' }>): Outcome | undefined {
  const hosts = askers(job);
  const failedAt = lastFailure(facts, job)?.at ?? 0;
  const cleared = facts.events('errors-cleared').find(({ host, at }) => hosts.includes(host) && at >= failedAt);
  if (!cleared && facts.run.ended?.rc !== 0) return undefined;
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
    reason: reap && reap.verdict !== 'skipped' ? reasonOf(reap, job) : reasonOfEnd(job, red),
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
    .filter((one) => one !== job && one.key.host === job.key.host)
    .flatMap((one) => one.reaps)
    .find((one) => one.failed && !one.ignored && one.place && samePlace(one.place, place));
}

/** The failure that ended the host: a rescued or ignored one before it did not. */
function lastFailure(facts: Facts, job: Job): Result | undefined {
  const hosts = askers(job);
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

function reasonOf(reap: Reap, job: Job): Reason {
  if (reap.verdict === 'unreachable' || isCutOff(reap.msg ?? '')) return 'unreachable';
  if (reap.verdict === 'not-found') return 'lost';
  if (reap.verdict === 'gave-up') return reap.via === 'keep-alive' ? 'timed-out' : 'retries-exhausted';
  if (job.end === 'timed-out' || /timeout exceeded|did not complete within/i.test(reap.msg ?? '')) return 'timed-out';
  return reap.rc === undefined && isCrash(reap.msg ?? '') ? 'crashed' : 'failed';
}

/** The module broke instead of answering: the messages differ from version to version. */
function isCrash(msg: string): boolean {
  return /traceback|no start of json|module failure|module failed|non-?json|deserializ/i.test(msg);
}

/** Up to 2.18 a task that can't even make its temporary folder there has failed, not met an unreachable host. */
function isCutOff(msg: string): boolean {
  return /failed to connect to the host|could not be sent to remote host/i.test(msg);
}

/** No reap of the job went red, yet the host did: a later task looked. */
function reasonOfEnd(job: Job, red: Result | undefined): Reason {
  if (red?.status === 'unreachable' || isCutOff(red?.msg ?? '')) return 'unreachable';
  if (job.end === 'timed-out') return 'timed-out';
  return job.end === 'lost' ? 'lost' : 'failed';
}
