import { REPORT_FILE } from '../history/stored-reports.ts';
import type { Mend } from '../model/mend.ts';
import type { Plan, Shard, StoredPlan } from '../model/plan.ts';
import type { DrillReport } from '../model/report.ts';
import type { FaultTrial, TrialResult } from '../model/trial.ts';
import { chooseTrials, type EarlierDrill } from '../plan/choose.ts';
import { repeated } from '../plan/repeat.ts';
import { elapsed } from '../time/clock.ts';
import { drillReport, type ReportOrder } from './drill-report.ts';
import type { PlannedTrial } from './plan.ts';
import { type PlannedDrill, type PlanOrder, planDrill, storedPlan } from './plan-drill.ts';
import { type Ran, runTrials, type TrialsOrder } from './run-trials.ts';

export interface WantedDrill extends PlanOrder, ReportOrder, Omit<TrialsOrder, 'onResult'> {
  /** Only this share of the trials. */
  readonly shard?: Shard | undefined;
  /** A plan that was handed on: throws `other-plan` where this drill comes to another. */
  readonly handedOn?: Plan | undefined;
  /** What is known by an earlier drill isn't run again. */
  readonly earlier?: EarlierDrill | undefined;
  /** What would mend the playbook: asked once, when all is run, and only where something was found that is lost. */
  readonly mends?: (() => readonly Mend[]) | undefined;
  /** How often each trial is run: 1 without it. */
  readonly repeat?: number | undefined;
}

/**
 * Baseline, then one trial per job and fault, each on fresh hosts; the report is stored beside the histories, and after each trial, so that
 * whatever ends the drill, what had ended by then is known. When the signal aborts among the trials, the report tells of those that
 * had ended by then.
 */
export async function drill(order: WantedDrill): Promise<DrillReport> {
  const began = elapsed();
  const drilled = await planDrill(order);
  const { plan, baseline, setting } = drilled;
  const { store } = setting;
  const stored = (report: DrillReport) => {
    store.write(REPORT_FILE, `${JSON.stringify(report, null, 2)}\n`);
    return report;
  };
  const nothingYet = drillReport(order, drilled, { trials: [], interrupted: [] }, began);
  if (!plan) return stored(withMends(order, nothingYet));
  const { playbook, cwd } = setting;
  const choice = chooseTrials({
    plan,
    baseline: baseline.result,
    notCovered: nothingYet.notCovered,
    shard: order.shard,
    weights: order.handedOn,
    earlier: order.earlier,
    folder: store.folder,
    playbook,
    cwd,
  });
  const wanted = drilled.planned.filter(({ trial }) => choice.run.has(trial.id));
  const soFar = new Map<string, TrialResult>();
  const report = ({ trials, interrupted }: Ran) =>
    drillReport(order, drilled, { ...choice, trials: [...choice.taken, ...trials], interrupted }, began);
  const rest = (): readonly FaultTrial[] => wanted.flatMap(({ trial }) => (soFar.has(trial.id) ? [] : [trial]));
  const onResult = (result: TrialResult) => {
    soFar.set(result.trial.id, result);
    stored(report({ trials: [...soFar.values()], interrupted: rest() }));
  };
  stored(report({ trials: [], interrupted: rest() }));
  return stored(withMends(order, report(await runAll({ ...order, onResult }, drilled, wanted))));
}

const LOST: ReadonlySet<string> = new Set(['swallowed-failure', 'hung-play', 'false-red']);

function withMends({ mends }: WantedDrill, report: DrillReport): DrillReport {
  if (!mends || !report.findings.some(({ rule }) => LOST.has(rule))) return report;
  return { ...report, mends: mends() };
}

/** The plan of the same drill, whose trials aren't run. `earlier`: for their durations. Throws what a red healthy run would be in a drill. */
export async function drillPlan(order: PlanOrder, earlier?: DrillReport): Promise<StoredPlan | PlannedDrill> {
  const drilled = await planDrill(order);
  const { plan } = drilled;
  return plan ? storedPlan(order, { ...drilled, plan }, earlier) : drilled;
}

/** Each of them, or each so often: in rounds, so that no two runs of a trial share one. */
async function runAll(
  order: WantedDrill & Pick<TrialsOrder, 'onResult'>,
  drilled: PlannedDrill,
  wanted: readonly PlannedTrial[],
): Promise<Ran> {
  const { repeat = 1, progress } = order;
  const rounds = Array.from({ length: repeat }, (_, round) =>
    repeat === 1
      ? wanted
      : wanted.map((one) => ({ ...one, trial: { ...one.trial, id: `${one.trial.id}-${round + 1}` } })),
  );
  progress.planned(rounds.flat().map(({ trial }) => trial));
  if (repeat === 1) return runTrials(order, drilled, wanted);
  const runs = new Map<string, TrialResult[]>(wanted.map(({ trial }) => [trial.id, []]));
  for (const round of rounds) {
    const { trials } = await runTrials({ ...order, onResult: () => {} }, drilled, round);
    const results = new Map(trials.map((one) => [one.trial.id, one]));
    for (const [index, { trial }] of wanted.entries()) {
      const result = results.get(round[index]?.trial.id ?? '');
      if (result) runs.get(trial.id)?.push({ ...result, trial });
    }
    if (drilled.setting.signal.aborted) break;
  }
  const trials = wanted.flatMap(({ trial }) => {
    const [first, ...more] = runs.get(trial.id) ?? [];
    return first && more.length === repeat - 1 ? [repeated([first, ...more])] : [];
  });
  const ended = new Set(trials.map(({ trial }) => trial.id));
  return { trials, interrupted: wanted.flatMap(({ trial }) => (ended.has(trial.id) ? [] : [trial])) };
}
