import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import { falseReds } from '../checks/false-red.ts';
import { hungPlays } from '../checks/hung-play.ts';
import { scoreOf, verdictOf } from '../checks/score.ts';
import { swallowedFailures } from '../checks/swallowed-failure.ts';
import type { JobFault } from '../faults/fault.ts';
import type { Job } from '../model/job.ts';
import type { DrillReport } from '../model/report.ts';
import type { FaultTrial, TrialResult } from '../model/trial.ts';
import { elapsed } from '../time/clock.ts';
import { type Baseline, runBaseline } from './baseline.ts';
import { trialBudgetMs } from './budget.ts';
import { judge } from './judge.ts';
import type { DrillProgress } from './progress.ts';
import { runTrial, type TrialSetting } from './run-trial.ts';

export interface DrillOrder {
  readonly setting: TrialSetting;
  readonly faults: readonly JobFault[];
  readonly baselineBudgetMs: number;
  /** Overrides the budget that is derived from the baseline, in ms. */
  readonly trialBudgetMs?: number | undefined;
  /** Trials at a time. */
  readonly concurrency: number;
  readonly startedAt: Date;
  readonly progress: DrillProgress;
}

/** Baseline, then one trial per job and fault, each on fresh hosts; the report is stored beside the histories. */
export async function drill(order: DrillOrder): Promise<DrillReport> {
  const began = elapsed();
  const baseline = await runBaseline(order.setting, order.baselineBudgetMs, order.progress);
  const findings = [...falseReds(baseline.run.facts)];
  const trials = baseline.result.status === 'green' ? await runTrials(order, baseline) : [];
  findings.push(...swallowedFailures(trials, baseline.result.jobs), ...hungPlays(trials));
  const verdict = baseline.result.status === 'green' ? verdictOf(trials) : findings.length > 0 ? 'fail' : 'unknown';
  const report: DrillReport = {
    schema: 'reapcheck/drill/1',
    playbook: order.setting.playbook,
    coreVersion: order.setting.controller.coreVersion,
    watcher: order.setting.controller.watcher,
    startedAt: order.startedAt.toISOString(),
    wallMs: Math.round(elapsed() - began),
    folder: order.setting.store.folder,
    baseline: baseline.result,
    trials,
    findings,
    score: scoreOf(trials),
    verdict,
  };
  order.setting.store.write('report.json', `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

async function runTrials(order: DrillOrder, baseline: Baseline): Promise<TrialResult[]> {
  const planned = baseline.run.facts.jobs.flatMap((job, index) =>
    order.faults.map((fault) => ({ job, fault, trial: trialOf(job, index, fault) })),
  );
  order.progress.planned(planned.map(({ trial }) => trial));
  const stop = new AbortController();
  const signal = AbortSignal.any([order.setting.signal, stop.signal]);
  const limit = pLimit(order.concurrency);
  const outcomes = await Promise.allSettled(
    longestFirst(planned).map((one) =>
      limit(async () => {
        signal.throwIfAborted();
        order.progress.trialStarted(one.trial);
        const result = await runOne({ ...order.setting, signal }, one.job, one.fault, one.trial, order, baseline).catch(
          (error: unknown) => {
            // One broken trial means a broken harness or machine: the others would break likewise.
            stop.abort(error);
            throw error;
          },
        );
        order.progress.trialEnded(one.trial, result.outcome);
        return result;
      }),
    ),
  );
  order.setting.signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  const byId = new Map(
    outcomes.flatMap((one) => (one.status === 'fulfilled' ? [[one.value.trial.id, one.value] as const] : [])),
  );
  return planned.flatMap(({ trial }) => byId.get(trial.id) ?? []);
}

/** Trials that wait for a limit or a window go first, so that the short ones fill the gaps at the end. */
function longestFirst<T extends { fault: JobFault; job: Job }>(planned: readonly T[]): readonly T[] {
  const lengthMs = ({ fault, job }: T) =>
    fault.settlesMs(job.limit) + (fault.reasons.includes('retries-exhausted') ? 1 : 0);
  return [...planned].sort((a, b) => lengthMs(b) - lengthMs(a));
}

function trialOf(job: Job, index: number, fault: JobFault): FaultTrial {
  return {
    kind: 'fault',
    id: `${String(index + 1).padStart(2, '0')}-${job.taskName}-${fault.name}`,
    job: job.key,
    taskName: job.taskName,
    fault: fault.name,
  };
}

async function runOne(
  setting: TrialSetting,
  job: Job,
  fault: JobFault,
  trial: FaultTrial,
  order: DrillOrder,
  baseline: Baseline,
): Promise<TrialResult> {
  const run = await runTrial(setting, {
    id: trial.id,
    budgetMs: order.trialBudgetMs ?? trialBudgetMs(baseline.run.wallMs, job),
    arm: (hosts) => {
      const host = hosts.find((one) => one.name === job.on);
      if (!host) return [];
      const token = randomBytes(9).toString('hex');
      return [{ fault: fault.name, token, job: trial.job, act: fault.act(host, job) }];
    },
    settled: (facts) => {
      const seen = judge(facts, fault);
      return seen.proof.struck || seen.job === undefined;
    },
    settleMs: () => fault.settlesMs(job.limit) + 5_000,
  });
  const { proof, outcome } = judge(run.facts, fault);
  return {
    trial,
    outcome,
    evidence: proof.struck ? proof.evidence : [],
    ...(outcome.kind === 'surfaced' ? { expectedReason: fault.reasons.includes(outcome.reason) } : {}),
    wallMs: Math.round(run.wallMs),
    folder: run.folder,
  };
}
