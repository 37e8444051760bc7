import type { Outcome } from '../model/outcome.ts';
import type { BaselineResult } from '../model/report.ts';
import type { ScenarioResult } from '../model/run-report.ts';
import type { Scenario } from '../model/scenario.ts';
import type { FaultTrial } from '../model/trial.ts';

/** What a drill tells while it runs; whoever shows it decides how. */
export interface DrillProgress {
  baselineStarted(): void;
  baselineEnded(result: BaselineResult): void;
  planned(trials: readonly FaultTrial[]): void;
  trialStarted(trial: FaultTrial): void;
  trialEnded(trial: FaultTrial, outcome: Outcome): void;
}

/** What a run of scenarios tells. */
export interface RunProgress {
  started(scenario: Scenario): void;
  ended(result: ScenarioResult): void;
}
