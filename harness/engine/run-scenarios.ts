import { Semaphore } from 'async-mutex';
import { runChangesSince, verdictOfRunChanges } from '../checks/run-changes.ts';
import { REPORT_FILE } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Shard } from '../model/plan.ts';
import { type RunPlan, type RunReport, type ScenarioResult, verdictOfRun } from '../model/run-report.ts';
import type { Scenario } from '../model/scenario.ts';
import type { EarlierReport } from '../model/since.ts';
import { elapsed } from '../time/clock.ts';
import type { RunProgress } from './progress.ts';
import { runScenario, type ScenarioOrder, type Turn } from './run-scenario.ts';

export interface RunOrder extends Omit<ScenarioOrder, 'scenario' | 'turn'> {
  readonly scenarios: readonly Scenario[];
  readonly startedAt: Date;
  /** Runs of ansible-playbook at a time. */
  readonly concurrency: number;
  /** No more are started after the first that does not pass. */
  readonly bail: boolean;
  readonly progress: RunProgress;
  /** What these scenarios are all of, or a share. */
  readonly plan?: RunPlan | undefined;
  readonly shard?: Shard | undefined;
  /** An earlier run to compare with, and whether only what is new since then counts. */
  readonly since?: EarlierReport<RunReport> | undefined;
}

/** All of them, several at a time on one lab; the report is stored beside the histories. */
export async function runScenarios(order: RunOrder): Promise<RunReport> {
  const { scenarios, setting, progress } = order;
  const began = elapsed();
  const places = new Semaphore(order.concurrency);
  let stopped = false;
  const runOne = async (scenario: Scenario): Promise<ScenarioResult> => {
    let begun = false;
    const turn: Turn = (work) =>
      places.runExclusive(
        async () => {
          setting.signal.throwIfAborted();
          if (stopped && !begun) throw BAILED;
          if (!begun) progress.started(scenario);
          begun = true;
          // Said before the place is free for another.
          let passed = false;
          try {
            const steps = await work();
            passed = steps.every(({ verdict }) => verdict === 'pass');
            return steps;
          } finally {
            stopped ||= order.bail && !passed;
          }
        },
        weightOf(scenario, order.concurrency),
      );
    const result = await runScenario({ ...order, scenario, turn }).catch((error: unknown) => {
      if (error === BAILED) return bailedOut(scenario);
      return broken(scenario, error, setting.signal);
    });
    progress.ended(result);
    return result;
  };
  const settled = await Promise.allSettled(
    scenarios.map((scenario) =>
      runOne(scenario).catch((error: unknown) => {
        // What broke is the machine or the harness: the others would break likewise.
        stopped = true;
        throw error;
      }),
    ),
  );
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const results = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const { controller, store } = setting;
  const found: RunReport = {
    schema: 'reapcheck/run/1',
    coreVersion: controller.coreVersion,
    watcher: controller.watcher,
    startedAt: order.startedAt.toISOString(),
    wallMs: Math.round(elapsed() - began),
    folder: store.folder,
    results,
    ...(order.plan ? { plan: order.plan } : {}),
    ...(order.shard ? { shard: order.shard } : {}),
    verdict: verdictOfRun(results),
  };
  const report = order.since ? comparedWith(order.since, found) : found;
  store.write(REPORT_FILE, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

function comparedWith({ file, report, onlyNew }: EarlierReport<RunReport>, found: RunReport): RunReport {
  const changes = runChangesSince(file, report, found);
  if (!onlyNew) return { ...found, changes };
  return { ...found, changes: { ...changes, onlyNew }, verdict: verdictOfRunChanges(found, changes) };
}

const BAILED = new Error('--bail was given, and another scenario did not pass');

/** A run with many hosts keeps as many processors busy as several with few. */
const HOSTS_PER_PLACE = 5;

function weightOf({ hosts }: Scenario, places: number): number {
  return Math.min(places, Math.max(1, Math.ceil(hosts.length / HOSTS_PER_PLACE)));
}

function unrun(scenario: Scenario, verdict: 'skipped' | 'unknown', because: string): ScenarioResult {
  const { name, theme, why, place } = scenario;
  return { name, theme, why, place, verdict, because, steps: [], wallMs: 0 };
}

function bailedOut(scenario: Scenario): ScenarioResult {
  return unrun(scenario, 'skipped', 'not run: --bail was given, and another did not pass');
}

/** A machine that can't do its part ends them all; what goes wrong in one scenario is told with that one. */
function broken(scenario: Scenario, error: unknown, signal: AbortSignal): ScenarioResult {
  signal.throwIfAborted();
  if (!(error instanceof ReapcheckError) || error.kind === 'environment') throw error;
  return unrun(scenario, 'unknown', error.message);
}
