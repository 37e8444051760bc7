import type { BaselineJob } from '../model/baseline.ts';
import type { Finding } from '../model/finding.ts';
import { enoughWindowS, limitFor } from '../model/limits.ts';
import { formatPlace } from '../model/place.ts';

/** One healthy run is hardly the slowest there will be. */
const WORSE_RUNS = 1.5;

/** Limits, windows and poll intervals that are too close to what the healthy run needed. One warning per job and matter. */
export function headroom(jobs: readonly BaselineJob[], factor: number): readonly Finding[] {
  const seen = new Set<string>();
  return jobs
    .flatMap((job) => [tightLimit(job, factor), shortWindow(job), coarsePoll(job)])
    .filter((one): one is Finding => one !== undefined)
    .filter((one) => {
      // The same task on several hosts, or items of one loop.
      const key = `${one.rule} ${one.place ? formatPlace(one.place) : ''}`;
      return !seen.has(key) && seen.add(key);
    });
}

function tightLimit(job: BaselineJob, factor: number): Finding | undefined {
  if (job.runtimeS === undefined || job.limit <= 0 || job.limit >= job.runtimeS * factor) return undefined;
  return {
    rule: 'tight-limit',
    severity: 'warning',
    confidence: 'likely',
    message: `"${job.taskName}" took ${job.runtimeS.toFixed(1)} s of its limit of ${job.limit} s: ${(job.limit / job.runtimeS).toFixed(1)} times its runtime, less than ${factor} times`,
    place: job.key.place,
    evidence: [`observed runtime ${job.runtimeS.toFixed(1)} s, async: ${job.limit}`],
    remedy: `set async to ${limitFor(job.runtimeS * WORSE_RUNS, factor)} or more, and the reap window above that`,
  };
}

function shortWindow(job: BaselineJob): Finding | undefined {
  if (job.windowS === undefined || job.windowS >= job.limit) return undefined;
  if (job.runtimeS !== undefined && job.runtimeS > job.windowS)
    return windowBelowRuntime(job, job.runtimeS, job.windowS);
  return {
    rule: 'window-below-limit',
    severity: 'warning',
    confidence: 'certain',
    message: `the reap of "${job.taskName}" waits ${job.windowS} s, the job may take ${job.limit} s: a slow but healthy job would be called failed`,
    place: job.reapPlace ?? job.key.place,
    evidence: [`window (retries × delay): ${job.windowS} s, async: ${job.limit}`],
    remedy: widen(job.limit),
  };
}

/** The play was green by luck: other work before the reap, or looks that took their time. */
function windowBelowRuntime(job: BaselineJob, runtimeS: number, windowS: number): Finding {
  return {
    rule: 'window-below-runtime',
    severity: 'warning',
    confidence: 'certain',
    message: `the reap of "${job.taskName}" waits ${windowS} s, the job took ${runtimeS.toFixed(1)} s: it was over in time only for what else the play did meanwhile`,
    place: job.reapPlace ?? job.key.place,
    evidence: [
      `window (retries × delay): ${windowS} s, observed runtime ${runtimeS.toFixed(1)} s, async: ${job.limit}`,
    ],
    remedy: widen(job.limit),
  };
}

function coarsePoll(job: BaselineJob): Finding | undefined {
  if (job.poll <= 0 || job.poll < job.limit) return undefined;
  return {
    rule: 'coarse-poll',
    severity: 'warning',
    confidence: 'certain',
    message: `"${job.taskName}" is asked only once in its limit (poll: ${job.poll}, async: ${job.limit})`,
    place: job.key.place,
    evidence: [`poll: ${job.poll}, async: ${job.limit}`],
    remedy: `set poll to ${Math.max(1, Math.floor(job.limit / 10))} or so`,
  };
}

function widen(limitS: number): string {
  return `raise retries so that retries × delay is at least ${enoughWindowS(limitS)} s`;
}
