import type { AbstractDrill, WitnessStep } from './abstract.ts';
import type { Confidence, Finding, Severity } from './finding.ts';
import type { Place } from './place.ts';
import type { Reach } from './reach.ts';

/** What an async task is for. `unknown` is an answer: its `poll` or `async` can't be read from the source. */
export type AsyncClass =
  /** `poll` above 0: the play waits, the connection stays short. */
  | 'keep-alive'
  /** `poll: 0`: the play goes on without it. */
  | 'fire-and-forget'
  /** Reboots, shuts down or cuts the connection, so no reap could answer. */
  | 'connection-cutting'
  /** Stays up on purpose. */
  | 'server'
  /** The keywords have no effect. */
  | 'inert'
  | 'unknown';

/** A number as far as the source tells it. `soft` values come from a default that an inventory or `-e` may replace. */
export type KnownNumber =
  | { readonly known: true; readonly value: number; readonly soft: boolean; readonly text: string }
  | {
      readonly known: false;
      readonly why: string;
      readonly text: string;
      /** It hangs on this one variable: what it is for some values of it, the same ones for every number. */
      readonly along?: { readonly variable: string; readonly values: readonly number[] };
    };

/** How much of a looped launch a job id stands for. */
export type Coverage = 'all' | 'first' | 'last' | 'some' | 'unknown' | 'not-in-results' | 'no-results';

/** A user of a host, as the source tells it: `login` = the one that connects; undefined = can't be known. */
export type RunsAs = { readonly user: string } | 'login' | undefined;

/** Why, and how surely, a launched job may do without a reap. */
export interface Intent {
  readonly class: 'connection-cutting' | 'server' | 'declared';
  readonly why: string;
  /** All that says so is that its command leaves the job: it may serve, or work on. */
  readonly detachedOnly?: true;
}

/** Where something around a task says for it what can hide its failure: a block, a role or the play; never the task itself. */
export type Around = Readonly<Partial<Record<'ignore_errors' | 'ignore_unreachable' | 'run_once' | 'rescue', Place>>>;

export interface TaskFacts {
  /** Unique in one audit: the place of the task. */
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  /** Short name of the action, without its collection. */
  readonly action: string;
  readonly actionPlace: Place;
  readonly register: string | undefined;
  /** Places of the keywords that the task itself sets. */
  readonly keywords: Readonly<Record<string, Place>>;
  readonly looped: boolean;
  /** Effective conditions, canonical, without those of dynamic includes. */
  readonly when: readonly string[];
  readonly runsAs: RunsAs;
  /** Canonical text of the effective `delegate_to`; `''` = none; undefined = can't be known. */
  readonly delegate: string | undefined;
  /** Effective `ansible_async_dir` or `ANSIBLE_ASYNC_DIR` as written; `''` = none. */
  readonly asyncDir: string;
  readonly handler: boolean;
  /** All ways by which it is reached; of one visit, the outermost entry first. */
  readonly reaches: readonly Reach[];
  /** Own and inherited. */
  readonly tags: readonly string[];
  /** Those of each dynamic include on the way to it, which have to be selected as well. */
  readonly includeTags: readonly (readonly string[])[];
  readonly runOnce: boolean;
  readonly around: Around;
  /** The part of the nearest block around it that does not run as a matter of course. */
  readonly within: 'rescue' | 'always' | undefined;
  /** All conditions that must hold, as written, outermost first, those of dynamic includes among them. */
  readonly conditions: readonly string[];
}

/** Where else a launch's register or output shows up. */
export interface Use {
  readonly place: Place;
  readonly what: string;
}

export interface Readiness extends Use {
  readonly how: 'waits' | 'stops';
}

export interface AsyncTask extends TaskFacts {
  readonly kind: 'async';
  readonly class: AsyncClass;
  readonly classWhy: string;
  readonly intent: Intent | undefined;
  readonly limit: KnownNumber;
  readonly poll: KnownNumber;
  /** Of each time that it comes up: another use may set another value. */
  readonly limits: readonly KnownNumber[];
  readonly polls: readonly KnownNumber[];
  readonly command: string;
  /** A shell operator that `command`, which has no shell, hands to the program. */
  readonly shellOperator: string | undefined;
  /** Ids of the reaps that collect it. */
  readonly reaps: readonly string[];
  /** Its job id goes somewhere that the audit doesn't follow: it may be collected there. */
  readonly escapes: readonly Use[];
  /** Its register is overwritten before anything collects the job. */
  readonly overwritten: readonly (Use & { readonly how: 'task' | 'skipped' | 'iteration' })[];
  /** Output of the job used before the job is reaped. */
  readonly races: readonly (Use & { readonly sure: boolean })[];
  /** `wait_for_connection` (or a wait for the SSH port) after it, without a delay or a pause before it. */
  readonly hastyWaits: readonly Use[];
  /** Something later waits until what it starts answers, or stops it. */
  readonly readiness: Readiness | undefined;
  /** Something later waits, for it or for something else. */
  readonly perhapsWaited: Use | undefined;
  /** A task after its reap that fails where what the job makes is not there: at each place that it comes up. */
  readonly product: Use | undefined;
  readonly conditionOnItem: boolean;
  /** Its limit hangs on the item of its loop. */
  readonly limitOnItem: boolean;
  /** What its loop goes over, in one spelling; undefined where that is no single expression. */
  readonly loopsOver: string | undefined;
  /** Conditions on its own result that ask for what a launch hasn't got. */
  readonly criteria: readonly Criterion[];
  /** Its `failed_when` asks for its own result. */
  readonly judgesItself: boolean;
  /** What a drill in the abstract says of it; undefined where none could be held. */
  readonly drill: AbstractDrill | undefined;
}

/** A keyword of a launch that judges it by its register. */
export interface Criterion {
  readonly keyword: 'failed_when' | 'changed_when' | 'until';
  readonly place: Place;
  readonly text: string;
  /** What it asks for, such as `job.stdout`. */
  readonly reads: string;
  /** It holds its tongue where that isn't there. */
  readonly guarded: boolean;
}

export interface ReapedJob {
  readonly launch: string;
  readonly coverage: Coverage;
  /** The loop or the condition keeps skipped items out. */
  readonly guarded: boolean;
}

export interface Doubt {
  readonly place: Place;
  readonly what: string;
}

export interface AuditReap extends TaskFacts {
  readonly kind: 'reap';
  readonly mode: 'status' | 'cleanup' | 'unknown';
  readonly jid: string;
  /** `jid` is given a list, where it takes one id. */
  readonly jidIsList: boolean;
  /** Variables that its `jid` and loop name. */
  readonly wants: readonly string[];
  readonly jobs: readonly ReapedJob[];
  /** `jid` comes from a register of a task that launches no job. */
  readonly notAJob: Use | undefined;
  readonly until: string | undefined;
  /** What `until` looks at. */
  readonly untilReads:
    | 'finished'
    | 'finished-versioned'
    | 'success'
    | 'other-register'
    | 'nothing-set'
    | 'unknown'
    | undefined;
  readonly retries: KnownNumber;
  readonly delay: KnownNumber;
  /** Seconds. */
  readonly window: KnownNumber;
  /** Places and words for what makes a failed job look well; empty where it can be seen. */
  readonly ignoredBy: (Doubt & { readonly via: 'ignore_errors' | 'failed_when' | 'rescue' }) | undefined;
  readonly failedWhenReads:
    | { readonly how: 'finished-only' | 'other-register'; readonly place: Place; readonly text: string }
    | undefined;
  /** A later task looks at its result. */
  readonly checked: Use | undefined;
  /** It runs in a loop of its own making (an include that includes itself), so that one look is enough. */
  readonly recursive: boolean;
}

/** Async keywords on something that can't be async, or that can have no effect there. */
export interface Misuse {
  readonly id: string;
  readonly place: Place;
  readonly keyword: 'async' | 'poll' | 'retries' | 'delay';
  readonly action: string;
  readonly how:
    | 'unsupported-action'
    | 'refused-lately'
    | 'invalid-on-include'
    | 'on-import-playbook'
    | 'on-play'
    | 'on-role'
    | 'dropped-when-static'
    | 'on-block'
    | 'async-zero'
    | 'poll-alone'
    | 'fractional'
    | 'check-mode'
    | 'not-seconds'
    | 'boolean'
    | 'negative';
  readonly detail: string;
  readonly name: string;
}

export interface UndefinedVariable {
  readonly place: Place;
  readonly keyword: string;
  readonly variable: string;
  readonly task: string;
  /** Met on the way from a playbook, so that no caller in sight could set it. */
  readonly whole: boolean;
}

/** Something that the audit could not read, or read only in part. Never a finding. */
export interface AuditNote {
  readonly code: string;
  readonly place: Place;
  readonly message: string;
}

/** What is brought in from files that were not read. */
export const NOT_FOLLOWED = 'not-followed';

/** A defect of reapcheck that one file or task met with: the rest is judged all the same. */
export const INTERNAL_ERROR = 'internal-error';

export function internalError(place: Place, error: unknown): AuditNote {
  const what = error instanceof Error ? error.message : String(error);
  return {
    code: INTERNAL_ERROR,
    place,
    message: `not judged, for reapcheck has a defect here (please report it): ${what}`,
  };
}

/** All facts that the rules judge. */
export interface AuditedProject {
  readonly asyncTasks: readonly AsyncTask[];
  readonly reaps: readonly AuditReap[];
  readonly misuses: readonly Misuse[];
  readonly undefinedVariables: readonly UndefinedVariable[];
  readonly notes: readonly AuditNote[];
  /** Files that each entry (a playbook, a role alone, a file alone) brings in, itself included. */
  readonly reached: ReadonlyMap<string, ReadonlySet<string>>;
  readonly filesRead: number;
  readonly filesParsed: number;
}

export interface AuditFinding extends Finding {
  readonly place: Place;
  /** Id of the task that it is about. */
  readonly subject?: string;
  /** The way on which it happens, task by task. */
  readonly witness?: readonly WitnessStep[];
  /** The command that would confirm or refute it. */
  readonly drill?: string;
}

export interface AuditRule {
  readonly id: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly summary: string;
  readonly check: (project: AuditedProject) => readonly AuditFinding[];
}
