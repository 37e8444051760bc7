import type { Fact, FindingShown, RunHead, SourceShown, Step, Tone } from './drill-page.ts';
import type { Severity } from './finding.ts';

/** What the page of an audit shows, as `DrillPage` is what a drill's does. */
export interface AuditPage {
  readonly schema: 'reapcheck/audit-page/1';
  readonly title: string;
  readonly outcome: 'clean' | 'findings' | 'unknown';
  readonly tone: Tone;
  /** What was found, in a sentence. */
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly next: readonly Step[];
  readonly causes: readonly CauseShown[];
  readonly findings: readonly FindingShown[];
  /** The async tasks and reaps, at their lines. */
  readonly sources: readonly SourceShown[];
  /** What `--fix` would change, a unified diff for each file. */
  readonly diffs: readonly string[];
  /** What could not be read in full. */
  readonly notes: readonly string[];
  readonly runs: readonly RunHead[];
}

/** How often a rule has found something. */
export interface CauseShown {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
  readonly files: number;
}
