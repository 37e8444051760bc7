import type { Result } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Proof } from '../model/fault.ts';
import type { Job, Reap } from '../model/job.ts';
import type { Outcome, Reason, Swallow } from '../model/outcome.ts';
import { formatPlace, type Place } from '../model/place.ts';

/** What the fault does to the job, and to its host: see faults/fault.ts. */
interface Effect {
  readonly harm: 'fatal' | 'outage' | 'none';
  readonly reach: 'job' | 'host';
}

/**
 * What a trial showed, from its facts alone. `job` is the struck job, `proof` says whether it was struck, and `effect` what that
 * does to it.
 */
export function judgeTrial(facts: Facts, job: Job | undefined, proof: Proof, effect: Effect): Outcome {
  const run = facts.run.ended;
  if (!run) return { kind: 'errored', why: 'the run left no end in its history' };
  if (run.how === 'aborted') return { kind: 'errored', why: 'the run was aborted' };
  if (!job) return { kind: 'missed', missing: 'the job was not launched in this run' };
  if (!proof.struck) return { kind: 'missed', missing: proof.missing };
  if (run.how === 'timed-out') return hung(facts, job);

  const host = job.key.host;
  const mine = facts.recap?.[host];
  if (!mine) return { kind: 'errored', why: `ansible-playbook ended with rc ${run.rc} and no recap for ${host}` };
  if (mine.failures > 0 || mine.unreachable > 0) {
    const red = surfaced(facts, job, proof.at, effect);
    if (effect.harm !== 'none' || red.kind !== 'surfaced') return red;
    const { reason, taskName, place, msg } = red;
    return { kind: 'false-red', reason, taskName, place, msg };
  }
  const anyRed = Object.values(facts.recap ?? {}).some((one) => one.failures > 0 || one.unreachable > 0);
  if (run.rc !== 0 && !anyRed)
    return { kind: 'errored', why: `ansible-playbook ended with rc ${run.rc}, though no host had failed` };
  if (effect.harm !== 'fatal' && job.end === 'succeeded') return { kind: 'unharmed', reaped: job.reaps.length > 0 };
  return swallowed(facts, job, mine.rescued > 0);
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
    .find((one) => one.failed && !one.ignored && one.place && formatPlace(one.place) === formatPlace(place));
}

/** The failure that ended the host: a rescued or ignored one before it did not. */
function lastFailure(facts: Facts, job: Job): Result | undefined {
  return facts
    .events('result')
    .findLast(
      ({ host, item, ignored, status, at }) =>
        host === job.key.host &&
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

function swallowed(facts: Facts, job: Job, rescued: boolean): Outcome {
  const reap = job.reaps.findLast((one) => one.verdict !== 'skipped');
  const another = reap ? undefined : secondLook(facts, job);
  return {
    kind: 'swallowed',
    how: another ? 'reaped-another' : how(job, reap, rescued),
    taskName: (reap ?? another)?.taskName,
    place: (reap ?? another)?.place,
  };
}

/** A reap that asked for another job of this host, which had its own reap already: most likely it was meant for this one. */
function secondLook(facts: Facts, job: Job): Reap | undefined {
  for (const other of facts.jobs) {
    if (other === job || other.key.host !== job.key.host) continue;
    const looks = other.reaps.filter((one) => one.via === 'async_status' && one.verdict !== 'skipped');
    const second = looks.find((one) => one.taskName !== looks[0]?.taskName);
    if (second) return second;
  }
  return undefined;
}

function how(job: Job, reap: Reap | undefined, rescued: boolean): Swallow {
  if (!reap) return 'never-reaped';
  if (reap.failed) return reap.ignored ? 'ignore-errors' : rescued ? 'rescued' : 'unexplained';
  switch (reap.verdict) {
    case 'cleaned-up':
      return 'cleaned-up';
    case 'saw-running':
      if (!reap.until) return 'no-until';
      if (reap.retries === 0) return 'retries-zero';
      return reap.failedWhen ? 'failed-when' : 'unexplained';
    case 'collected-failed':
    case 'not-found':
      return reap.failedWhen ? 'failed-when' : 'unexplained';
    case 'collected-ok':
      return job.end === 'succeeded' ? 'play-ended-first' : 'unexplained';
    default:
      return 'unexplained';
  }
}
