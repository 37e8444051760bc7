import type { ChangedExpectation, RunChanges, ScenarioNamed } from '../model/run-changes.ts';
import type { RunReport, ScenarioResult, StepResult } from '../model/run-report.ts';
import type { Verdict } from '../model/verdict.ts';

/** What is different between two runs of scenarios, which are the same by theme and name, their steps by theirs, and expectations by what they expect. */
export function runChangesSince(file: string, earlier: RunReport, now: RunReport): RunChanges {
  const [was, is] = [heldOf(earlier), heldOf(now)];
  const before = new Map(earlier.results.map((one) => [nameOf(one), one]));
  const after = new Set(now.results.map(nameOf));
  return {
    since: { startedAt: earlier.startedAt, coreVersion: earlier.coreVersion, file },
    newlyUnmet: [...is].flatMap(([id, one]) => (one.is === 'unmet' && was.get(id)?.is !== 'unmet' ? [one.what] : [])),
    mended: [...was].flatMap(([id, one]) => {
      const then = is.get(id);
      return one.is === 'unmet' && then?.is === 'met' ? [then.what] : [];
    }),
    notKnown: now.results
      .filter((one) => hasNoResult(one) && !hasNoResult(before.get(nameOf(one)) ?? one))
      .map(scenarioNamed),
    came: now.results.filter((one) => !before.has(nameOf(one))).map(scenarioNamed),
    went: earlier.results.filter((one) => !after.has(nameOf(one))).map(scenarioNamed),
  };
}

/** The verdict where what was known before may stay: never a pass for what nobody knows. */
export function verdictOfRunChanges({ verdict, results }: RunReport, { newlyUnmet }: RunChanges): Verdict {
  if (verdict !== 'fail' || newlyUnmet.length > 0) return verdict;
  const open = results.some(({ verdict: one, steps }) => one === 'unknown' || steps.some(isOpen));
  return open ? 'unknown' : 'pass';
}

interface Held {
  readonly is: 'met' | 'unmet' | 'unknown';
  readonly what: ChangedExpectation;
}

/** Everything that was held against a run. Of several under one name, such as those of a loop of hosts, the worst. */
function heldOf({ results }: RunReport): ReadonlyMap<string, Held> {
  const all = new Map<string, Held>();
  for (const result of results)
    for (const step of result.steps)
      for (const held of heldIn(result, step)) {
        const { scenario, step: of, expected } = held.what;
        const id = [scenario, of, expected].join('\0');
        if (all.get(id)?.is !== 'unmet') all.set(id, held);
      }
  return all;
}

/** Where a fault did not strike, nothing was shown. */
function heldIn(result: ScenarioResult, { name, checks, twin, verdict }: StepResult): readonly Held[] {
  const held = (is: Held['is'], expected: string, seen: string, place = result.place): Held => ({
    is: verdict === 'unknown' ? 'unknown' : is,
    what: { scenario: nameOf(result), step: name, expected, seen, place },
  });
  if (!twin) return checks.map(({ is, expected, seen, place }) => held(is, expected, seen, place));
  // It is bad on purpose: what counts is whether that was seen.
  return twin.unmet.map((kind) => {
    const met = twin.wrongly.includes(kind);
    return held(met ? 'unmet' : 'met', `a bad twin does not meet "${kind}"`, met ? 'it met it' : 'it did not');
  });
}

function isOpen({ verdict, checks, twin }: StepResult): boolean {
  return verdict === 'unknown' || (!twin && checks.some(({ is }) => is === 'unknown'));
}

function hasNoResult({ verdict }: ScenarioResult): boolean {
  return verdict === 'unknown' || verdict === 'skipped';
}

function nameOf({ theme, name }: Pick<ScenarioResult, 'theme' | 'name'>): string {
  return `${theme}/${name}`;
}

function scenarioNamed(result: ScenarioResult): ScenarioNamed {
  return { scenario: nameOf(result), place: result.place };
}
