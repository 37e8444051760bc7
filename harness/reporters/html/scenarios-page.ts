import type { StoredRun } from '../../history/stored-run.ts';
import type { RunHead, Tone } from '../../model/drill-page.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { RunReport, ScenarioResult, StepResult } from '../../model/run-report.ts';
import type { CheckShown, ScenarioShown, ScenariosPage, StepShown } from '../../model/scenarios-page.ts';
import { shardWords } from '../drill/shard-words.ts';
import { outcomeWords } from '../outcome-words.ts';
import { runChangesLines } from '../run/changes.ts';
import { verdictCounts } from '../run/findings.ts';
import { mergedWords } from '../run/of-what.ts';
import { type Names, namesFrom, timeWords } from './names.ts';

/** All that a page is made of. */
export interface KeptScenarios {
  readonly report: RunReport;
  /** The history of a run, by its folder within the report's own. */
  readonly run: (folder: string) => StoredRun;
  /** Places are shown relative to it. */
  readonly cwd: string;
}

/** Of a scenario, and of each run of it. */
export const SCENARIO_TONES: Readonly<Record<ScenarioResult['verdict'], Tone>> = {
  pass: 'good',
  fail: 'bad',
  unknown: 'open',
  skipped: 'quiet',
};
const CHECK_TONES: Readonly<Record<CheckShown['is'], Tone>> = { met: 'good', unmet: 'bad', unknown: 'open' };

/** What the page of a run of scenarios shows, those that did not pass first; the runs apart. */
export function scenariosPage({ report, run, cwd }: KeptScenarios): ScenariosPage {
  const names = namesFrom(cwd);
  const order: readonly Tone[] = ['bad', 'open', 'good', 'quiet'];
  const results = report.results.toSorted(
    (a, b) => order.indexOf(SCENARIO_TONES[a.verdict]) - order.indexOf(SCENARIO_TONES[b.verdict]),
  );
  return {
    schema: 'reapcheck/scenarios-page/1',
    title: 'scenarios',
    verdict: report.verdict,
    says: saysOf(report),
    facts: [
      { label: 'ansible-core', value: `${report.coreVersion} (${report.watcher} watcher)` },
      { label: 'started', value: timeWords(report.startedAt) },
      { label: 'took', value: inSeconds(report.wallMs) },
    ],
    changes: report.changes ? runChangesLines(report.changes, names.at) : [],
    scenarios: results.map((result) => scenarioShown(result, names)),
    runs: scenarioRuns(results, names, run),
  };
}

/** Each run of a playbook, in the order of the scenarios. `run`: its history. */
export function scenarioRuns(
  results: readonly ScenarioResult[],
  names: Names,
  run: KeptScenarios['run'],
): readonly RunHead[] {
  return results.flatMap((result) => result.steps.map((step) => headOf(result, step, names, run(step.folder))));
}

/** The id of a step's run in the page, and its anchor. */
export function stepId({ folder }: StepResult): string {
  return `run-of-${folder.replaceAll(/[^\w.-]+/g, '-')}`;
}

function saysOf(report: RunReport): string {
  const { results, changes, shard } = report;
  const merged = mergedWords(report);
  return [
    `${verdictCounts(results)}.`,
    ...(changes?.onlyNew ? ['The verdict tells only of what is new.'] : []),
    ...(shard ? [`It is of ${shardWords(shard)}.`] : []),
    ...(merged === undefined ? [] : [`${merged}.`]),
  ].join(' ');
}

function scenarioShown(result: ScenarioResult, names: Names): ScenarioShown {
  const { theme, name, verdict, why, place, wallMs, because, steps } = result;
  return {
    name: `${theme}/${name}`,
    verdict,
    tone: SCENARIO_TONES[verdict],
    why: why.replaceAll(/\s+/g, ' ').trim(),
    at: names.at(place),
    took: inSeconds(wallMs),
    ...(because === undefined ? {} : { because }),
    steps: steps.map((step) => stepShown(step, names)),
  };
}

function stepShown(step: StepResult, names: Names): StepShown {
  const { name, verdict, struck, checks, twin } = step;
  return {
    name,
    verdict,
    tone: SCENARIO_TONES[verdict],
    run: stepId(step),
    playbook: fileOf(step, names),
    struck: struck.map((one) => `${one.fault} on "${one.taskName}": ${one.outcome.kind}, ${outcomeWords(one.outcome)}`),
    checks: checks.map(({ kind, is, expected, seen, evidence, remedy }) => ({
      ...{ kind, is, expected, seen, evidence, remedy },
      // What a bad twin doesn't meet is what it is there for.
      tone: twin?.unmet.includes(kind) && is === 'unmet' ? 'good' : CHECK_TONES[is],
    })),
    ...(twin ? { twin: twinWords(twin) } : {}),
  };
}

function twinWords({ unmet, wrongly }: NonNullable<StepResult['twin']>): string {
  const means = `a bad twin: it must not meet ${unmet.join(', ')}`;
  return wrongly.length === 0 ? means : `${means}; it did meet ${wrongly.join(', ')}`;
}

/** Why its verdict is what it is. */
export function stepWords({ checks, twin }: StepResult): string {
  if (twin) return twinWords(twin);
  const lacking = checks.filter(({ is }) => is !== 'met');
  if (lacking.length === 0) return 'all that it expects was seen';
  return lacking
    .map(({ kind, is, expected, seen }) => `${kind} ${is}: expected ${expected}; seen: ${seen}`)
    .join(' · ');
}

function fileOf({ playbook }: StepResult, names: Names): string {
  return names.at({ file: playbook, line: 1 }).replace(/:1$/, '');
}

function headOf({ theme, name }: ScenarioResult, step: StepResult, names: Names, { lacks }: StoredRun): RunHead {
  return {
    id: stepId(step),
    title: `${theme}/${name}: ${step.name}`,
    tone: SCENARIO_TONES[step.verdict],
    outcome: step.verdict,
    words: stepWords(step),
    at: fileOf(step, names),
    took: inSeconds(step.wallMs),
    folder: step.folder,
    ...(lacks === undefined ? {} : { lacks }),
  };
}
