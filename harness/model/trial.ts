import type { JobKey } from './fault.ts';
import type { Outcome } from './outcome.ts';

/** One run of the play: the healthy baseline, or with one fault on one job. */
export type Trial =
  | { readonly kind: 'baseline'; readonly id: 'baseline' }
  | {
      readonly kind: 'fault';
      readonly id: string;
      readonly job: JobKey;
      readonly taskName: string;
      readonly fault: string;
    };

export type FaultTrial = Extract<Trial, { kind: 'fault' }>;

export interface TrialResult {
  readonly trial: FaultTrial;
  readonly outcome: Outcome;
  /** What proved the strike, or nothing. */
  readonly evidence: readonly string[];
  /** Whether the reason is one that the fault should lead to; undefined unless it surfaced. */
  readonly expectedReason?: boolean;
  readonly wallMs: number;
  /** Folder of the run, relative to the drill's own. */
  readonly folder: string;
}
