import type { Outcome } from './outcome.ts';
import type { Verdict } from './verdict.ts';

/**
 * What the page of a drill shows: `harness/reporters/html` makes it of the report and its histories, `harness/report-page` draws it. Words
 * are ready made, so that the page only lays them out, and nothing is in it that isn't in the report or the histories.
 */
export interface DrillPage {
  readonly schema: 'reapcheck/drill-page/1';
  readonly playbook: string;
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly score: ScoreShown;
  readonly next: readonly Step[];
  readonly changes: readonly string[];
  readonly matrix: Matrix;
  readonly findings: readonly FindingShown[];
  readonly sources: readonly SourceShown[];
  readonly headroom: readonly HeadroomRow[];
  /** The healthy run first, then each trial. */
  readonly runs: readonly RunHead[];
}

/** `good`: the play told the truth; `bad`: it didn't; `open`: nobody knows; `quiet`: there was nothing to tell. */
export type Tone = 'good' | 'bad' | 'open' | 'quiet';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ScoreShown {
  /** Missing where no trial counted. */
  readonly percent?: number;
  readonly says: string;
  /** Shares of all trials, those that were interrupted and jobs that aren't covered among them. */
  readonly parts: readonly SharePart[];
}

export interface SharePart {
  readonly label: string;
  readonly count: number;
  readonly tone: Tone;
  /** What the label says of the play. */
  readonly means: string;
}

/** A thing to do, the most urgent first. */
export interface Step {
  readonly tone: Tone;
  readonly text: string;
  readonly at?: string;
  readonly remedy: string;
  /** What is written into the playbook, if that is known. */
  readonly code?: string;
  /** Id of the run that shows it best. */
  readonly run?: string;
}

export interface Matrix {
  readonly faults: readonly string[];
  /** What each of them does, where that is known. */
  readonly does: Readonly<Record<string, string>>;
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly job: string;
  readonly at: string;
  /** By fault, as the columns are; empty where it was not struck. Several where it was on several hosts. */
  readonly cells: readonly (readonly CellShown[])[];
}

export interface CellShown {
  readonly tone: Tone;
  readonly outcome: Outcome['kind'] | 'interrupted' | 'left-out' | Verdict | 'skipped';
  readonly words: string;
  readonly host: string;
  /** Missing for a trial that did not end. */
  readonly run?: string;
}

export interface FindingShown {
  readonly severity: 'error' | 'warning' | 'note';
  readonly rule: string;
  readonly message: string;
  readonly at?: string;
  readonly evidence: readonly string[];
  readonly remedy: string;
  readonly code?: string;
  readonly related: readonly { readonly at: string; readonly message: string }[];
  /** Ids of the runs that show it. */
  readonly runs: readonly string[];
  /** The way on which it happens, task by task. */
  readonly way?: readonly { readonly at: string; readonly text: string }[];
}

/** A file of the play, as far as the histories know it: its tasks, with their keywords. */
export interface SourceShown {
  readonly file: string;
  readonly tasks: readonly TaskShown[];
}

export interface TaskShown {
  readonly line: number;
  /** The task as YAML: what Ansible took its keywords for. */
  readonly code: readonly string[];
  /** Trials of the jobs that it launches. */
  readonly marks: readonly (CellShown & { readonly fault: string; readonly job: string })[];
  /** Positions in the page's findings. */
  readonly findings: readonly number[];
  /** Lines of it, or after it, that would be others if the audit's fixes were made. */
  readonly mends: readonly MendShown[];
  /** Why it launched no job, where it should. */
  readonly notCovered?: string;
}

export interface MendShown {
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** One job of the healthy run; seconds at the pace that is written. */
export interface HeadroomRow {
  readonly job: string;
  readonly at: string;
  readonly host: string;
  readonly runtimeS?: number;
  readonly limitS: number;
  readonly windowS?: number;
  readonly reaped: boolean;
  /** The same job in earlier drills, the oldest first. */
  readonly past: readonly { readonly startedAt: string; readonly runtimeS: number }[];
}

export interface RunHead {
  /** Its anchor in the page. */
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  readonly outcome: Outcome['kind'] | Verdict | 'green' | 'red' | 'hung';
  readonly words: string;
  readonly job?: string;
  readonly fault?: string;
  /** What that fault does. */
  readonly does?: string;
  readonly host?: string;
  readonly at?: string;
  readonly took: string;
  /** Id of the run that stands above it at first: the healthy one of its drill. */
  readonly beside?: string;
  /** Of the run, within the drill's own. */
  readonly folder: string;
  /** Why there is no more than this to see. */
  readonly lacks?: string;
}

/** What one run shows: kept apart from the page, as only one or two are looked at. Times are ms from the run's begin. */
export interface RunPage {
  readonly spanMs: number;
  /** How it is known, step by step. */
  readonly proof: readonly ProofStep[];
  readonly tracks: readonly Track[];
  readonly said: readonly Said[];
  readonly lines: readonly HistoryLine[];
  /** Lines of the history that tell nothing of this, and aren't here. */
  readonly leftOut: number;
  readonly notes: readonly string[];
}

export interface ProofStep {
  readonly tone: Tone;
  readonly text: string;
  readonly details: readonly string[];
  /** Numbers of the history's lines that show it. */
  readonly lines: readonly number[];
}

/** One row of the timeline. */
export interface Track {
  readonly label: string;
  readonly kind: 'play' | 'job' | 'reap' | 'file' | 'process' | 'fault' | 'host';
  /** The job that it is about, as the runs name it. */
  readonly job?: string;
  /** Of the struck job. */
  readonly struck: boolean;
  readonly spans: readonly Span[];
  readonly marks: readonly Mark[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly look: 'task' | 'job' | 'limit' | 'reap' | 'window' | 'process' | 'file' | 'fault' | 'lost';
  readonly tone: Tone;
  readonly lines: readonly number[];
}

export interface Mark {
  readonly at: number;
  readonly label: string;
  readonly look: 'launch' | 'ask' | 'strike' | 'red' | 'green' | 'file' | 'boot' | 'note';
  readonly tone: Tone;
  readonly lines: readonly number[];
}

export interface Said {
  readonly at: number;
  readonly text: string;
  readonly tone: Tone;
  readonly line: number;
}

export interface HistoryLine {
  readonly n: number;
  readonly at: number;
  readonly what: string;
  readonly json: string;
}
