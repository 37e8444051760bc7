import type { JobKey } from './fault.ts';
import type { Fetched } from './fetched.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';
import type { ReadBesides, Repetition, Taken } from './plan.ts';

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

export interface OrphanSeen {
  readonly taskName: string;
  readonly jid: string;
  readonly host: string;
  readonly pids: readonly number[];
  /** After the play's end, as far as it was watched, in ms. */
  readonly livedMs: number;
  /** Whether it ended by itself in that time. */
  readonly ended: boolean;
}

export interface TrialResult {
  readonly trial: FaultTrial;
  readonly outcome: Outcome;
  /** What proved the strike, or nothing. */
  readonly evidence: readonly string[];
  /** Jobs that still ran on the host when the play had ended. */
  readonly orphans?: readonly OrphanSeen[];
  /** Tasks whose jobs the healthy run did not launch, and this one did. */
  readonly alsoLaunched?: readonly Place[];
  /** Whether the reason is one that the fault should lead to; undefined unless it surfaced. */
  readonly expectedReason?: boolean;
  /** Positions of the stubs that answered in it; missing without any. */
  readonly stubs?: readonly number[];
  /** From package registries, while it ran; missing where nothing was. */
  readonly fetched?: readonly Fetched[];
  readonly wallMs: number;
  /** Folder of the run, relative to the drill's own. */
  readonly folder: string;
  /** Missing where its run read nothing that the healthy run hadn't. */
  readonly besides?: ReadBesides;
  /** It was not run in this drill. */
  readonly taken?: Taken;
  /** All runs of it, where it was run more than once. Where they differ, its outcome is unknown. */
  readonly repetitions?: readonly Repetition[];
}
