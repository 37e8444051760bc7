import type { Reason, Swallow } from './outcome.ts';
import type { Place } from './place.ts';

/** How a job may end: the hypotheses of a drill in the abstract. */
export type End =
  /** Well, within its reap's window. */
  | 'ok'
  /** Well, at the last moment that its limit allows: asked where a reap waits for less than that. */
  | 'late'
  | 'failed-1'
  | 'failed-2'
  /** A rc that nobody could take for a hint. */
  | 'failed-255'
  /** No result of the module's own, and no rc. */
  | 'crashed'
  /** Killed at its limit: no rc either. */
  | 'timed-out'
  /** Whoever would have written the result is gone: it looks as if it still ran, for ever. */
  | 'never-ends'
  /** Its file is gone. */
  | 'lost'
  /** The host doesn't answer when it is looked for. */
  | 'unreachable';

/** How the failure is lost: the words of a drill, and those for what only the source shows. */
export type Mechanism =
  | Swallow
  | 'ignore-unreachable'
  /** The reap's tags keep it from a usual run. */
  | 'not-selected'
  /** The reap's condition is false on this way. */
  | 'reap-skipped'
  /** The reap is a handler that nobody has notified. */
  | 'not-notified'
  /** The reap runs on the first host only. */
  | 'first-host-only';

/** Why a play ends red: the words of a drill, and those for what only the source shows. */
export type RedReason =
  | Reason
  /** A `fail`, an `assert`, a `failed_when` that asked for the job's result. */
  | 'checked'
  /** The reap has no job id there. */
  | 'no-job-id'
  /** A keyword or a template that fails by itself. */
  | 'error'
  /** `until` can't be evaluated by what a look shows of a job that still runs. */
  | 'until-fails'
  /** `until` can't be met, however the job ends. */
  | 'never-met'
  /** A task that has nothing to do with the job. */
  | 'unrelated';

/** In what launch and reap differ, so that the reap doesn't find the job. */
export interface Misplaced {
  readonly what: 'host' | 'user' | 'directory' | 'connection' | 'first-host';
  readonly from: string;
  readonly to: string;
}

export interface WitnessStep {
  readonly place: Place;
  readonly task: string;
  /** What happens, or what is assumed. */
  readonly what: string;
  readonly kind: 'launched' | 'assumed' | 'step' | 'end';
}

/** Where something happens, and by what keyword of which task. */
export interface Cause {
  /** Id of the task. */
  readonly task: string;
  readonly name: string;
  readonly place: Place;
  readonly keyword: string | undefined;
}

/** What a drill in the abstract says of one end of one job. */
export type AbstractOutcome =
  | {
      readonly kind: 'surfaced';
      readonly reason: RedReason;
      readonly by: Cause | undefined;
      readonly witness: readonly WitnessStep[];
    }
  | {
      readonly kind: 'swallowed';
      readonly how: Mechanism;
      readonly by: Cause | undefined;
      /** Whether no way surfaces it. */
      readonly always: boolean;
      /** What is assumed on the way, in the author's own conditions. */
      readonly conditions: readonly string[];
      /** Which jobs of a loop: undefined = it has none, or all. */
      readonly item: 'first' | 'last' | undefined;
      /** Empty where nothing but the launch has to do with the job. */
      readonly witness: readonly WitnessStep[];
    }
  /** Healthy work, and the play ends red for it. */
  | {
      readonly kind: 'false-red';
      readonly reason: RedReason;
      readonly why: string;
      readonly by: Cause | undefined;
      readonly misplaced: Misplaced | undefined;
      /** The host was restarted while the job ran. */
      readonly restarted: boolean;
      /** The task that had removed the job's file. */
      readonly cleanedUp: Cause | undefined;
      readonly conditions: readonly string[];
      readonly witness: readonly WitnessStep[];
    }
  /** `awaited`: of a job that ends late, whether the reaps waited for it long enough. */
  | { readonly kind: 'green'; readonly awaited?: boolean }
  /** The failure makes the play do work that it does on no other way. */
  | { readonly kind: 'recovered'; readonly by: Cause; readonly witness: readonly WitnessStep[] }
  /** The author's own criterion on what the job printed decides. */
  | { readonly kind: 'surfaced-by-output'; readonly witness: readonly WitnessStep[] }
  | { readonly kind: 'unknown'; readonly why: string };

/** What is known of one launch, by how its job ends. */
export interface AbstractDrill {
  /** The playbook that it starts at; undefined where it starts at a role or a file. */
  readonly playbook: string | undefined;
  readonly outcomes: ReadonlyMap<End, AbstractOutcome>;
  /** The play fails where the launch was skipped: its reap goes on all the same. */
  readonly skippedRed: (AbstractOutcome & { readonly kind: 'false-red' }) | undefined;
  /** As `skippedRed`, under `--check`, where the launch steps aside; undefined where it doesn't, or nothing fails. */
  readonly checkRed: (AbstractOutcome & { readonly kind: 'false-red' }) | undefined;
  /** As seen from a host that is not the play's first; undefined where that makes no difference. */
  readonly elsewhere: ReadonlyMap<End, AbstractOutcome> | undefined;
  /** With `finished` and `started` as 0 and 1, as up to ansible-core 2.18; undefined where nothing could tell these from booleans. */
  readonly older: ReadonlyMap<End, AbstractOutcome> | undefined;
  /** Ids of the reaps that look for its job on some way. */
  readonly looks: ReadonlySet<string>;
  /** With which `--tags` it is launched; undefined where a run without any launches it. */
  readonly selected: readonly string[] | undefined;
  /** What was cut short, if anything was. */
  readonly cut: string | undefined;
  /** It starts at its file, as no healthy run of the playbook that brings the file in launches it: what comes behind it there was not followed. */
  readonly alone?: true;
}
