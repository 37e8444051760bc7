import { join, relative } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import {
  type MergedRun,
  type PlannedScenario,
  type RunPlan,
  type RunReport,
  type ScenarioResult,
  verdictOfRun,
} from '../model/run-report.ts';
import { sha256 } from './inputs.ts';
import type { MergeWhere } from './merge.ts';
import { rebased } from './rebase.ts';
import { inputsDiffer, onlyIn } from './what-differs.ts';

/** The report of a run of scenarios, or of a share of one. */
export interface RunPart {
  readonly file: string;
  /** In which its histories lie. */
  readonly folder: string;
  readonly report: RunReport;
}

interface PlannedPart extends RunPart {
  readonly report: RunReport & { readonly plan: RunPlan };
}

/** What a run is to run, and what that depends on. */
export function makeRunPlan(inputs: RunPlan['inputs'], scenarios: readonly PlannedScenario[]): RunPlan {
  return {
    digest: sha256([inputs.digest, scenarios.map(nameOf)]),
    inputs,
    scenarios: scenarios.map(({ name, theme, why, place }) => ({ name, theme, why, place })),
  };
}

function nameOf({ theme, name }: PlannedScenario): string {
  return `${theme}/${name}`;
}

/** The report of the whole: the latest result of each scenario; one that no part has is unknown. Throws `other-plan` where the parts are no parts of one run. */
export function mergeRuns(parts: readonly [RunPart, ...RunPart[]], where: MergeWhere): RunReport {
  const known = parts
    .map((part) => planned(part, where.cwd))
    .toSorted((a, b) => (a.report.startedAt < b.report.startedAt ? -1 : 1));
  const [first, ...others] = known as [PlannedPart, ...PlannedPart[]];
  for (const other of others) refuseOther(first, other);
  const { plan, coreVersion, watcher } = (others.at(-1) ?? first).report;
  const latest = new Map(
    known.flatMap((part) => part.report.results.map((result) => [nameOf(result), movedTo(where.folder, part, result)])),
  );
  const results = plan.scenarios.map((one) => latest.get(nameOf(one)) ?? inNoPart(one));
  return {
    schema: 'reapcheck/run/1',
    ...{ coreVersion, watcher },
    startedAt: first.report.startedAt,
    wallMs: Math.max(...known.map(({ report }) => report.wallMs)),
    folder: where.folder,
    results,
    plan,
    parts: known.map(mergedRun),
    verdict: verdictOfRun(results),
  };
}

function planned(part: RunPart, cwd: string): PlannedPart {
  const report = rebased(part.report, cwd);
  if (report.plan) return { ...part, report: { ...report, plan: report.plan } };
  throw new ReapcheckError({
    code: 'other-plan',
    kind: 'usage',
    what: `${part.file} does not say what it is a part of`,
    expected: 'the report of a run of scenarios by this version',
    seen: 'a report of an older version',
    remedy: 'run that part again',
  });
}

function refuseOther(one: PlannedPart, other: PlannedPart): void {
  const [was, is] = [one.report.plan, other.report.plan];
  if (was.digest === is.digest) return;
  const [before, now] = [was, is].map(({ scenarios }) => new Set(scenarios.map(nameOf))) as [Set<string>, Set<string>];
  throw new ReapcheckError({
    code: 'other-plan',
    kind: 'usage',
    what: `${one.file} and ${other.file} are parts of different runs`,
    expected: 'parts of one run: the same scenarios, playbooks, options and versions',
    seen: [
      ...inputsDiffer(was.inputs, is.inputs),
      ...onlyIn(before, now, 'only the first was to run'),
      ...onlyIn(now, before, 'only the second was to run'),
    ].join('; '),
    remedy: 'merge the parts of each run by themselves, or run the older ones again',
  });
}

function movedTo(folder: string, part: PlannedPart, result: ScenarioResult): ScenarioResult {
  const moved = (run: string) => relative(folder, join(part.folder, run));
  return { ...result, steps: result.steps.map((step) => ({ ...step, folder: moved(step.folder) })) };
}

function inNoPart(one: PlannedScenario): ScenarioResult {
  return { ...one, verdict: 'unknown', because: 'no part has it', steps: [], wallMs: 0 };
}

function mergedRun({ file, report }: PlannedPart): MergedRun {
  const { startedAt, results, shard } = report;
  return { file, startedAt, scenarios: results.length, ...(shard ? { shard } : {}) };
}
