import type { Fact, RunHead, Tone } from './drill-page.ts';
import type { Verdict } from './verdict.ts';

/** What the page of a run of scenarios shows, as `DrillPage` is what a drill's does. */
export interface ScenariosPage {
  readonly schema: 'reapcheck/scenarios-page/1';
  readonly title: string;
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly says: string;
  readonly facts: readonly Fact[];
  /** What is different from an earlier run; empty without one. */
  readonly changes: readonly string[];
  readonly scenarios: readonly ScenarioShown[];
  /** Each run of a playbook, in the order of the scenarios. */
  readonly runs: readonly RunHead[];
}

export interface ScenarioShown {
  readonly name: string;
  readonly verdict: Verdict | 'skipped';
  readonly tone: Tone;
  readonly why: string;
  readonly at: string;
  readonly took: string;
  /** Of one that was skipped, or whose run broke. */
  readonly because?: string;
  readonly steps: readonly StepShown[];
}

export interface StepShown {
  readonly name: string;
  readonly verdict: Verdict;
  readonly tone: Tone;
  /** Id of its run. */
  readonly run: string;
  readonly playbook: string;
  readonly struck: readonly string[];
  readonly checks: readonly CheckShown[];
  /** Of a bad twin: what that means for the checks. */
  readonly twin?: string;
}

export interface CheckShown {
  readonly is: 'met' | 'unmet' | 'unknown';
  readonly tone: Tone;
  readonly kind: string;
  readonly expected: string;
  readonly seen: string;
  readonly evidence: readonly string[];
  readonly remedy: string;
}
