import type { Result } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Proof } from '../model/fault.ts';
import type { Job, Reap } from '../model/job.ts';
import type { Outcome, Reason, Swallow } from '../model/outcome.ts';

/** What a trial showed, from its facts alone. `job` is the struck job; `proof` says whether it was struck. */
export function judgeTrial(facts: Facts, job: Job | undefined, proof: Proof): Outcome {
  const end = facts.history.findLast((entry) => entry.kind === 'run' && entry.run.type === 'ended');
  const run = end?.kind === 'run' && end.run.type === 'ended' ? end.run : undefined;
  if (!run) return { kind: 'errored', why: 'the run left no end in its history' };
  if (run.how === 'aborted') return { kind: 'errored', why: 'the run was aborted' };
  if (!job) return { kind: 'missed', missing: 'the job was not launched in this run' };
  if (!proof.struck) return { kind: 'missed', missing: proof.missing };
  if (run.how === 'timed-out') return hung(facts, job);

  const host = job.key.host;
  const stats = facts.history.findLast((entry) => entry.kind === 'event' && entry.event.type === 'stats');
  const mine = stats?.kind === 'event' && stats.event.type === 'stats' ? stats.event.hosts[host] : undefined;
  if (!mine) return { kind: 'errored', why: `ansible-playbook ended with rc ${run.rc} and no recap for ${host}` };
  if (mine.failures > 0 || mine.unreachable > 0) return surfaced(facts, job, proof.at);
  if (run.rc !== 0)
    return { kind: 'errored', why: `ansible-playbook ended with rc ${run.rc}, though ${host} had not failed` };
  return swallowed(job, mine.rescued > 0);
}

function hung(facts: Facts, job: Job): Outcome {
  const started = facts.history.find((entry) => entry.kind === 'run' && entry.run.type === 'started');
  const budgetMs = started?.kind === 'run' && started.run.type === 'started' ? started.run.timeLimitMs : 0;
  const lastEntry = facts.history.findLast((entry) => entry.kind === 'event' && entry.event.type === 'task-start');
  const last = lastEntry?.kind === 'event' && lastEntry.event.type === 'task-start' ? lastEntry.event : undefined;
  return { kind: 'hung', budgetMs, lastTask: last?.name, place: last?.place ?? job.key.place };
}

function surfaced(facts: Facts, job: Job, struckAt: number): Outcome {
  const red = lastFailure(facts, job);
  const reap = job.reaps.findLast((one) => one.failed) ?? job.reaps.at(-1);
  const task = red && facts.tasks.get(red.task);
  return {
    kind: 'surfaced',
    reason: reap && reap.verdict !== 'skipped' ? reasonOf(reap, job) : reasonOfEnd(job, red),
    taskName: task?.name ?? reap?.taskName ?? job.taskName,
    place: task?.place ?? reap?.place,
    delayMs: Math.max(0, (red?.at ?? struckAt) - struckAt),
    msg: red?.msg ?? reap?.msg,
  };
}

/** The failure that ended the host: a rescued or ignored one before it did not. */
function lastFailure(facts: Facts, job: Job): Result | undefined {
  const failures = facts.history.flatMap((entry) =>
    entry.kind === 'event' &&
    entry.event.type === 'result' &&
    entry.event.host === job.key.host &&
    entry.event.item === null &&
    !entry.event.ignored &&
    (entry.event.status === 'failed' || entry.event.status === 'unreachable') &&
    entry.event.at >= job.launchedAt - 1
      ? [entry.event]
      : [],
  );
  return failures.at(-1);
}

function reasonOf(reap: Reap, job: Job): Reason {
  if (reap.verdict === 'unreachable') return 'unreachable';
  if (reap.verdict === 'not-found') return 'lost';
  if (reap.verdict === 'gave-up') return reap.via === 'keep-alive' ? 'timed-out' : 'retries-exhausted';
  if (job.end === 'timed-out' || /timeout exceeded|did not complete within/i.test(reap.msg ?? '')) return 'timed-out';
  return reap.rc === undefined && isCrash(reap.msg ?? '') ? 'crashed' : 'failed';
}

/** The module broke instead of answering: the messages differ from version to version. */
function isCrash(msg: string): boolean {
  return /traceback|no start of json|module failure|module failed|non-?json|deserializ/i.test(msg);
}

/** No reap of the job went red, yet the host did: a later task looked. */
function reasonOfEnd(job: Job, red: Result | undefined): Reason {
  if (red?.status === 'unreachable') return 'unreachable';
  if (job.end === 'timed-out') return 'timed-out';
  return job.end === 'lost' ? 'lost' : 'failed';
}

function swallowed(job: Job, rescued: boolean): Outcome {
  const reap = job.reaps.findLast((one) => one.verdict !== 'skipped');
  return { kind: 'swallowed', how: how(job, reap, rescued), taskName: reap?.taskName, place: reap?.place };
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
