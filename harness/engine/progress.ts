import type { BaselineResult } from '../model/baseline.ts';
import type { Outcome } from '../model/outcome.ts';
import type { ScenarioResult } from '../model/run-report.ts';
import type { Scenario } from '../model/scenario.ts';
import type { FaultTrial } from '../model/trial.ts';

/** How long a trial may take, in real ms. */
export interface TrialWait {
  /** After that, its play is given up on. */
  readonly budgetMs: number;
  /** What an honest play waits for before it can tell; missing where it is told at once. */
  readonly until?: { readonly what: 'limit' | 'window'; readonly ms: number };
}

/** What a drill tells while it runs; whoever shows it decides how. */
export interface DrillProgress {
  baselineStarted(): void;
  baselineEnded(result: BaselineResult): void;
  planned(trials: readonly FaultTrial[]): void;
  trialStarted(trial: FaultTrial, wait: TrialWait): void;
  trialEnded(trial: FaultTrial, outcome: Outcome): void;
}

/** What a run of scenarios tells. */
export interface RunProgress {
  started(scenario: Scenario): void;
  ended(result: ScenarioResult): void;
}
