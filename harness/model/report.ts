import type { JobKey } from './fault.ts';
import type { Finding } from './finding.ts';
import type { TrialResult } from './trial.ts';
import type { Verdict } from './verdict.ts';

/** What the baseline showed of one job. */
export interface BaselineJob {
  readonly key: JobKey;
  readonly taskName: string;
  /** Seconds (`async`). */
  readonly limit: number;
  /** Seconds. */
  readonly poll: number;
  readonly runtimeMs: number | undefined;
  readonly reaped: boolean;
}

export interface BaselineResult {
  readonly status: 'green' | 'red' | 'hung';
  readonly wallMs: number;
  readonly jobs: readonly BaselineJob[];
  readonly folder: string;
}

export interface Score {
  readonly surfaced: number;
  /** Trials in which the fault struck and the play had its say. */
  readonly counted: number;
  /** `missed` and `errored`. */
  readonly uncounted: number;
}

/** What a drill found. The JSON report is this object as it stands; `schema` changes when a reader could break. */
export interface DrillReport {
  readonly schema: 'reapcheck/drill/1';
  readonly playbook: string;
  readonly coreVersion: string;
  readonly watcher: 'old' | 'new';
  readonly startedAt: string;
  readonly wallMs: number;
  readonly folder: string;
  readonly baseline: BaselineResult;
  readonly trials: readonly TrialResult[];
  readonly findings: readonly Finding[];
  readonly score: Score;
  readonly verdict: Verdict;
}
