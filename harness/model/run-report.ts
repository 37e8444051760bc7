import type { Checked, Expectation } from './expectation.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';
import type { Inputs, Shard } from './plan.ts';
import type { RunChanges } from './run-changes.ts';
import type { Verdict } from './verdict.ts';

/** One run of a playbook in a scenario, held against its expectations. */
export interface StepResult {
  readonly name: string;
  readonly playbook: string;
  readonly verdict: Verdict;
  readonly checks: readonly Checked[];
  readonly struck: readonly { readonly fault: string; readonly taskName: string; readonly outcome: Outcome }[];
  /** Positions of the stubs that answered in it; missing without any. */
  readonly stubs?: readonly number[];
  readonly wallMs: number;
  /** With history.jsonl and Ansible's output. */
  readonly folder: string;
  /** Of a bad twin: what it should not have met. Its verdict is a pass if it did not. */
  readonly twin?: {
    readonly unmet: readonly Expectation['kind'][];
    readonly wrongly: readonly Expectation['kind'][];
  };
}

export interface ScenarioResult {
  readonly name: string;
  readonly theme: string;
  readonly why: string;
  readonly place: Place;
  readonly verdict: Verdict | 'skipped';
  /** Of one that was skipped, or whose run broke. */
  readonly because?: string;
  readonly steps: readonly StepResult[];
  readonly wallMs: number;
}

/** All that a run, of which this may be a share, was to run. */
export interface RunPlan {
  /** Of the inputs and the scenarios: parts of one run have the same. */
  readonly digest: string;
  readonly inputs: Inputs;
  readonly scenarios: readonly PlannedScenario[];
}

export type PlannedScenario = Pick<ScenarioResult, 'name' | 'theme' | 'why' | 'place'>;

/** One of the reports that a whole was merged from. */
export interface MergedRun {
  readonly file: string;
  readonly startedAt: string;
  readonly scenarios: number;
  readonly shard?: Shard;
}

/** Nothing that passed is no pass; a share without any scenario is one: the others have them. */
export function verdictOfRun(results: readonly ScenarioResult[]): Verdict {
  if (results.length === 0) return 'pass';
  const verdicts = results.map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('unknown') || !verdicts.includes('pass') ? 'unknown' : 'pass';
}

/** How many scenarios had which verdict. */
export type VerdictCounts = Readonly<Record<ScenarioResult['verdict'], number>>;

export function countsOf(results: readonly ScenarioResult[]): VerdictCounts {
  const counts = { pass: 0, fail: 0, unknown: 0, skipped: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}

/** What `reapcheck run` found. The JSON report is this object as it stands. */
export interface RunReport {
  readonly schema: 'reapcheck/run/1';
  readonly coreVersion: string;
  readonly watcher: 'old' | 'new';
  readonly startedAt: string;
  readonly wallMs: number;
  readonly folder: string;
  readonly results: readonly ScenarioResult[];
  /** Missing in reports of older versions. */
  readonly plan?: RunPlan;
  /** The share that was run; missing where all were. */
  readonly shard?: Shard;
  /** The reports that this one was merged from. */
  readonly parts?: readonly MergedRun[];
  /** Missing without an earlier run to compare with. */
  readonly changes?: RunChanges;
  readonly verdict: Verdict;
}
