import { readFileSync } from 'node:fs';
import { falseRedOfBusyMachine } from '../checks/busy-machine.ts';
import { falseReds } from '../checks/false-red.ts';
import { withFetched } from '../checks/fetched.ts';
import { rebootedJobs } from '../checks/rebooted-job.ts';
import { refusalIn } from '../checks/refused.ts';
import { withStubs } from '../checks/stubs-used.ts';
import { windowS } from '../model/ansible-core.ts';
import type { BaselineJob, BaselineResult } from '../model/baseline.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Facts } from '../model/facts.ts';
import type { Job } from '../model/job.ts';
import { formatPlace } from '../model/place.ts';
import type { WallHit } from '../model/sighting.ts';
import { noAsyncJob, type SourceJob } from '../model/source.ts';
import type { DrillProgress } from './progress.ts';
import { errorText, failedTask, printedError } from './red-baseline.ts';
import { runTrial, type TrialRun } from './run-trial.ts';
import type { TrialSetting } from './trial-setting.ts';

export interface Baseline {
  readonly run: TrialRun;
  readonly result: BaselineResult;
}

/** A play with no fault at work. */
export interface HealthyPlay {
  readonly setting: TrialSetting;
  /** The async tasks that its source has. */
  readonly source: readonly SourceJob[];
  readonly budgetMs: number;
}

/** A forgotten job goes on after the play; to learn its runtime it is waited for, within its limit, but not for an hour. */
const AFTER_LIMIT_MS = 15_000;
const FORGOTTEN_MS = 120_000;

/**
 * The healthy run, before any fault. Throws a usage error where the playbook gives nothing to drill: no host matched,
 * no async job ran, or the play failed for a reason of its own.
 */
export async function runBaseline(
  { setting, source, budgetMs }: HealthyPlay,
  progress: DrillProgress,
  id = 'baseline',
): Promise<Baseline> {
  progress.baselineStarted();
  const run = await runTrial(setting, {
    id,
    budgetMs,
    armed: [],
    settled: (facts) => facts.jobs.every((job) => job.end !== 'running' && job.end !== 'unknown'),
    settleMs: (facts) => forgottenMs(facts, source),
  });
  const result: BaselineResult = {
    status: run.how === 'timed-out' ? 'hung' : run.rc === 0 ? 'green' : 'red',
    wallMs: Math.round(run.wallMs),
    jobs: run.facts.jobs.map((job) => baselineJob(job, run.facts.speed)),
    folder: run.folder,
    ...withStubs(run.facts),
    ...withFetched(run.facts),
  };
  refuseUnusable({ setting, source, budgetMs }, run, result);
  progress.baselineEnded(result);
  return { run, result };
}

/** The calls for the outside world with which a run counts all the same. */
export function putUpWith({ outside }: Pick<TrialSetting, 'outside'>, healthy: Facts): readonly WallHit[] {
  return outside === 'report' ? healthy.sightings('wall') : [];
}

/** How long jobs that go on after the play are waited for, in ms. What is there to stay up is given the time in which it would fail. */
export function forgottenMs(facts: Facts, source: readonly SourceJob[]): number {
  const servers = source.filter((one) => one.class === 'server').map(({ place }) => formatPlace(place));
  const limits = facts.jobs
    .filter(({ end, key }) => (end === 'running' || end === 'unknown') && !servers.includes(formatPlace(key.place)))
    .map(({ limit }) => (limit * 1000) / facts.speed);
  return Math.min(FORGOTTEN_MS, Math.max(0, ...limits) + AFTER_LIMIT_MS);
}

export function baselineJob(job: Job, speed: number): BaselineJob {
  const waiting = job.reaps.find((reap) => reap.via === 'async_status' && reap.until && reap.verdict !== 'skipped');
  const window =
    waiting?.retries !== undefined && waiting.delay !== undefined ? windowS(waiting.retries, waiting.delay) : undefined;
  return {
    key: job.key,
    taskName: job.taskName,
    limit: job.limit,
    poll: job.poll,
    runtimeS: job.endedAt === undefined ? undefined : Math.round(((job.endedAt - job.launchedAt) * speed) / 100) / 10,
    windowS: window,
    reapPlace: waiting?.place,
    reaped: job.reaps.length > 0,
  };
}

function refuseUnusable({ setting, source, budgetMs }: HealthyPlay, run: TrialRun, result: BaselineResult): void {
  const { playbook } = setting;
  const refusal = refusalIn(run.facts, result.status === 'green' ? putUpWith(setting, run.facts) : []);
  if (refusal) throw refusal;
  const last = [...run.facts.tasks.values()].at(-1);
  if (result.status === 'hung') {
    throw new ReapcheckError({
      code: 'baseline-hangs',
      kind: 'unknown',
      what: `${playbook} did not end within ${Math.round(budgetMs / 1000)} s, with no fault at work`,
      ...(last?.place ? { where: last.place } : {}),
      seen: `last task started: ${last?.name ?? 'none'}; the output is in ${run.outputFile}`,
      remedy: 'give a longer --baseline-timeout, or mend the play so that it ends',
    });
  }
  const busy = falseRedOfBusyMachine(run.facts);
  if (busy) throw busy;
  const ranAny = run.facts.tasks.size > 0;
  if (!ranAny && run.facts.events('no-hosts').length > 0) {
    throw new ReapcheckError({
      code: 'no-hosts-matched',
      kind: 'usage',
      what: `no play of ${playbook} has a host to run on`,
      expected: `a pattern that matches one of: ${['all', ...setting.groups, ...setting.hostNames].join(', ')}`,
      seen: `hosts: ${run.facts
        .events('play-start')
        .map(({ pattern }) => pattern)
        .join(' | ')}`,
      remedy: 'name the groups that the playbook needs with --groups, and look at any --limit after --',
    });
  }
  if (result.status === 'red' && falseReds(run.facts).length === 0 && rebootedJobs(run.facts, source).length === 0) {
    const failed = failedTask(run.facts) ?? printedError(readFileSync(run.outputFile, 'utf8'));
    throw new ReapcheckError({
      code: 'baseline-fails',
      kind: 'unknown',
      what: `${playbook} fails without any fault (ansible-playbook ended with rc ${run.rc})`,
      ...(failed.place ? { where: failed.place } : {}),
      seen: errorText(failed),
      remedy: `make it green on a fresh host first (where it lacks the outside world, --suggest-stubs proposes stubs); the output is in ${run.outputFile}`,
    });
  }
  if (result.jobs.length === 0) {
    throw noAsyncJob(playbook, `${run.facts.tasks.size} tasks ran, and none of them launched a job`);
  }
}
