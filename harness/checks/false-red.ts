import { DELAY_S, windowS } from '../model/ansible-core.ts';
import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Job, Reap } from '../model/job.ts';
import { enoughWindowS } from '../model/limits.ts';
import { formatPlace } from '../model/place.ts';
import { usedUp } from './lost-failure.ts';
import { rebootDuring } from './rebooted-job.ts';

/** Healthy jobs that the play declared failed: the reap gave up, or the limit struck, on work that was still under way. */
export function falseReds(facts: Facts): readonly Finding[] {
  return blamed(facts).map(finding);
}

/** Those among them that a quicker machine might have spared; none where one shows by its numbers alone. */
export function falseRedsOfSlowness(facts: Facts): readonly Finding[] {
  const all = blamed(facts);
  return all.every(({ job, reap, overLimit }) => overLimit || !isTooShort(job, reap)) ? all.map(finding) : [];
}

/** Whether a reap waits for less time than its job may take, however quick the machine. */
export function isTooShort({ limit }: Job, { via, retries, delay }: Reap): boolean {
  return via === 'async_status' && retries !== undefined && windowS(retries, delay) < limit;
}

interface Blamed {
  readonly job: Job;
  readonly reap: Reap;
  readonly overLimit: boolean;
  readonly speed: number;
}

function blamed(facts: Facts): readonly Blamed[] {
  return facts.jobs.flatMap((job) => {
    const reap = job.reaps.find(
      (one) => one.failed && !one.ignored && (one.verdict === 'gave-up' || one.verdict === 'collected-failed'),
    );
    if (!reap || rebootDuring(facts, job)) return [];
    // A reap that broke for another reason, such as an until that can't be evaluated, has attempts left.
    const spent = reap.via === 'keep-alive' || usedUp(reap);
    const tooEarly = reap.verdict === 'gave-up' && spent && job.end !== 'failed' && job.end !== 'lost';
    const overLimit = job.end === 'timed-out';
    return tooEarly || overLimit ? [{ job, reap, overLimit, speed: facts.speed }] : [];
  });
}

function finding({ job, reap, overLimit, speed }: Blamed): Finding {
  const waited = (((reap.at - job.launchedAt) / 1000) * speed).toFixed(1);
  const window = reap.retries === undefined ? undefined : windowS(reap.retries, reap.delay);
  const enough = enoughWindowS(job.limit);
  return {
    rule: 'false-red',
    severity: 'error',
    confidence: 'certain',
    message: overLimit
      ? `"${job.taskName}" was stopped at its limit of ${job.limit} s with no fault at work: async is too small for it`
      : `"${reap.taskName}" gave up ${waited} s after the launch of "${job.taskName}", which was still running and may run for ${job.limit} s`,
    ...(reap.place && !overLimit ? { place: reap.place } : { place: job.key.place }),
    evidence: [
      `job ${job.jid} on ${job.on}: ${job.end} when the reap ended`,
      `limit (async): ${job.limit} s; ${
        reap.via === 'keep-alive'
          ? `poll: ${job.poll} s`
          : `window (retries × delay): ${reap.retries ?? '?'} × ${reap.delay ?? '?'} s = ${window ?? '?'} s`
      }; attempts: ${reap.attempts}`,
    ],
    remedy: overLimit
      ? `raise async well above the worst real runtime of "${job.taskName}"`
      : `make the window outlast the limit: with delay: ${reap.delay ?? DELAY_S}, retries: ${Math.ceil(enough / (reap.delay ?? DELAY_S))} at least`,
    related: [{ place: job.key.place, message: `the job, launched at ${formatPlace(job.key.place)}` }],
  };
}
