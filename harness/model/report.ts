import type { BaselineResult } from './baseline.ts';
import type { Changes } from './changes.ts';
import type { Fetched } from './fetched.ts';
import type { Finding } from './finding.ts';
import type { Mend } from './mend.ts';
import type { Place } from './place.ts';
import type { LeftOut, Plan, Reuse, Shard } from './plan.ts';
import type { FaultTrial, TrialResult } from './trial.ts';
import type { Verdict } from './verdict.ts';

/** A job of the source that no run launched, so that nothing is known of it. */
export interface NotCovered {
  readonly taskName: string;
  readonly place: Place;
  /** Why it was not launched, as far as the healthy run tells. */
  readonly why: string;
}

export interface Score {
  readonly surfaced: number;
  /** Trials in which the fault struck and the play should have gone red, or went red for nothing. */
  readonly counted: number;
  /** Trials in which the fault struck, the job came through, and the play stayed green. */
  readonly unharmed: number;
  /** Trials in which the play did the work of the failed job again, and that went well. */
  readonly recovered: number;
  /** `missed` and `errored`. */
  readonly uncounted: number;
  /** Jobs of the source that no run launched. */
  readonly notCovered: number;
}

/** The stubs of a drill. Where one was used, a verdict tells what the play does with the answers given, and no more. */
export interface StubsReport {
  readonly file: string;
  /** By their positions in the file, as trials name them. */
  readonly stubs: readonly { readonly title: string; readonly place: Place; readonly runs: number }[];
}

/** What was run on the hosts before the playbook. */
export interface PrepareReport {
  readonly playbook: string;
  /** `snapshot`: once, and runs started from what it left; `each-run`: before each of them. */
  readonly mode: 'snapshot' | 'each-run';
  /** What a snapshot did not keep, in words. */
  readonly lost: readonly string[];
  /** When a drill ran it that kept what it left, for this one to start from (ISO 8601); missing where it was run in this drill. */
  readonly keptFrom?: string;
  /** Of the one before all runs, with its snapshots. */
  readonly wallMs: number;
  /** By the one before all runs; missing where nothing was. */
  readonly fetched?: readonly Fetched[];
}

/** A loop of which some items stood for the others, which are like them in all that is known of jobs. */
export interface SampledLoop {
  readonly taskName: string;
  readonly place: Place;
  readonly host: string;
  /** How many there are. */
  readonly items: number;
  /** Which were struck, from 0. */
  readonly struck: readonly number[];
}

/** The inventory that a drill was for, and who stood for its hosts. */
export interface DoublesReport {
  readonly inventories: readonly string[];
  /** How many hosts they have in all. */
  readonly known: number;
  /** Hosts that had a double, each with those that it stood for: these took no part. */
  readonly hosts: readonly { readonly name: string; readonly standsFor: readonly string[] }[];
  /** Hosts that act on the controller, of which there was a double. */
  readonly local: readonly string[];
  readonly notDoubled: readonly { readonly name: string; readonly why: string }[];
  /** Programs or services were asked for the inventory once, before the drill. */
  readonly frozen: boolean;
}

/** One of the reports that a whole was merged from. */
export interface MergedPart {
  readonly file: string;
  readonly startedAt: string;
  readonly trials: number;
  readonly shard?: Shard;
}

/** What a drill found. The JSON report is this object as it stands; `schema` changes when a reader could break. */
export interface DrillReport {
  readonly schema: 'reapcheck/drill/3';
  readonly playbook: string;
  readonly coreVersion: string;
  readonly watcher: 'old' | 'new';
  /** How much faster than written Ansible waited. */
  readonly speed: number;
  readonly startedAt: string;
  readonly wallMs: number;
  readonly folder: string;
  readonly baseline: BaselineResult;
  readonly trials: readonly TrialResult[];
  readonly notCovered: readonly NotCovered[];
  /** It was said that what is not covered is meant to be so. */
  readonly uncoveredAccepted: boolean;
  readonly findings: readonly Finding[];
  /** What would mend the playbook where it lost a failure or called healthy work failed, as the audit proposes it; missing where nothing was found. */
  readonly mends?: readonly Mend[];
  readonly stubs?: StubsReport;
  readonly prepare?: PrepareReport;
  readonly doubles?: DoublesReport;
  /** Missing where every item of every loop was struck. */
  readonly sampledLoops?: readonly SampledLoop[];
  readonly score: Score;
  /** Missing where the healthy run was red, and in reports of older versions. */
  readonly plan?: Plan;
  /** Trials that were planned and have no result, as the drill was interrupted. */
  readonly interrupted?: readonly FaultTrial[];
  /** Trials of the plan that this drill was not to run, or that no part of it has. */
  readonly leftOut?: LeftOut;
  readonly reuse?: Reuse;
  /** The drills that it was merged from. */
  readonly parts?: readonly MergedPart[];
  /** What is different from the drill that it was compared with. */
  readonly changes?: Changes;
  readonly verdict: Verdict;
}
