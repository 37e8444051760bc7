import type { Fact, FindingShown, HeadroomRow, RunHead, Step, Tone } from './drill-page.ts';
import type { Outcome } from './outcome.ts';
import type { Verdict } from './verdict.ts';

/** What the page of a smoke shows, as `DrillPage` is what a drill's does. Its runs were on real hosts: their histories aren't kept. */
export interface SmokePage {
  readonly schema: 'reapcheck/smoke-page/1';
  readonly playbook: string;
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly next: readonly Step[];
  readonly hosts: readonly HostShown[];
  readonly proofs: readonly ProofShown[];
  readonly findings: readonly FindingShown[];
  readonly headroom: readonly HeadroomRow[];
  readonly runs: readonly RunHead[];
}

/** A host: what was seen of it before the run, and how the run went there. */
export interface HostShown {
  readonly name: string;
  readonly tone: Tone;
  readonly words: string;
  readonly conditions: readonly ConditionShown[];
}

export interface ConditionShown {
  readonly tone: Tone;
  readonly user: string;
  readonly what: string;
  readonly detail: string;
}

/** A run with a failing stand-in in the place of a job. */
export interface ProofShown {
  readonly job: string;
  readonly at: string;
  readonly host: string;
  readonly tone: Tone;
  readonly outcome: Outcome['kind'];
  readonly words: string;
  readonly evidence: readonly string[];
}
