import { randomBytes } from 'node:crypto';
import { judgeTrial } from '../../checks/judge-trial.ts';
import { proveStandIn } from '../../checks/smoke/prove-stand-in.ts';
import { factsOfHosts } from '../../history/of-hosts.ts';
import { jobKeyId } from '../../model/fault.ts';
import type { HarmlessStandIn } from '../../model/harmless.ts';
import type { Job } from '../../model/job.ts';
import type { TrialResult } from '../../model/trial.ts';
import { trialBudgetMs } from '../budget.ts';
import type { RecordedSetting, SmokeOrder } from './setting.ts';
import { type WatchedRun, watchedRun } from './watched-run.ts';

/** The reading back of a stand-in's result, and what a busy real host costs more than in the watched run. */
const ROOM_MS = 120_000;

export type ProofOrder = Pick<SmokeOrder, 'proof' | 'wants' | 'progress'> & { readonly setting: RecordedSetting };

/** One run of the playbook for each job: that job fails, on all hosts at once, everything else is real. */
export async function proveJobs(order: ProofOrder, watched: WatchedRun): Promise<readonly TrialResult[]> {
  const results: TrialResult[] = [];
  for (const [index, jobs] of jobsToProve(order, watched.facts.jobs).entries()) {
    const proven = await proveOne(order, watched, jobs, `prove-${index + 1}-${jobs[0]?.taskName}`);
    for (const result of proven) order.progress.proved(result);
    results.push(...proven);
  }
  return results;
}

/** The same job on several hosts counts as one. Of all, the one that nobody reaped, or else the first, is the one to prove. */
export function jobsToProve(
  { proof, wants }: Pick<SmokeOrder, 'proof' | 'wants'>,
  all: readonly Job[],
): readonly (readonly Job[])[] {
  // Where a job was delegated, its host is not one that the limit names.
  const here = all.filter((job) => job.on === job.key.host && (wants?.(job) ?? true));
  const groups = [...Map.groupBy(here, ({ key }) => jobKeyId({ ...key, host: '' })).values()];
  if (proof === 'all' || wants) return groups;
  const one = groups.find((jobs) => jobs.some(({ reaps }) => reaps.length === 0)) ?? groups[0];
  return one ? [one] : [];
}

async function proveOne(
  order: ProofOrder,
  watched: WatchedRun,
  jobs: readonly Job[],
  id: string,
): Promise<readonly TrialResult[]> {
  const standIns = jobs.map((job): HarmlessStandIn => ({ token: randomBytes(9).toString('hex'), job: job.key }));
  const what = `the run in which "${jobs[0]?.taskName}" fails`;
  const timeLimitMs = Math.max(...jobs.map((job) => trialBudgetMs(watched.wallMs, job))) + ROOM_MS;
  const run = await watchedRun(
    order.setting,
    { id, what, standIns, timeLimitMs, before: watched.after.looks },
    order.progress,
  );
  return jobs.map((job, index): TrialResult => {
    const standIn = standIns[index] as HarmlessStandIn;
    const facts = jobs.length === 1 ? run.facts : factsOfHosts(run.facts, [job.key.host]);
    const struck = facts.jobs.find(({ key }) => jobKeyId(key) === jobKeyId(job.key));
    const proof = struck
      ? proveStandIn(facts, standIn, struck)
      : { struck: false as const, missing: 'it was not launched again' };
    const outcome = judgeTrial(facts, { job: struck, proof, effect: { harm: 'fatal', reach: 'job' } });
    return {
      trial: { kind: 'fault', id, job: job.key, taskName: job.taskName, fault: 'fail' },
      outcome,
      evidence: proof.struck ? proof.evidence : [],
      ...(outcome.kind === 'surfaced' ? { expectedReason: outcome.reason === 'failed' } : {}),
      wallMs: Math.round(run.wallMs),
      folder: run.folder,
    };
  });
}
