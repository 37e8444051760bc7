import type { JobKey } from './fault.ts';
import type { Fetched } from './fetched.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';
import type { SourceFile } from './sources.ts';

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

/** Where the result of a trial comes from that was not run in this drill. */
export interface Taken {
  /** When the drill began that ran it. */
  readonly startedAt: string;
  readonly by: 'incremental' | 'resume';
}

/** What a trial's run read besides the inputs of its plan: the play went another way than in the healthy run. */
export interface ReadBesides {
  readonly files: readonly SourceFile[];
  readonly undigested: readonly string[];
}

/** One of several runs of the same trial. */
export interface Repetition {
  readonly outcome: Outcome;
  /** Of the run, relative to the drill's own folder. */
  readonly folder: string;
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
