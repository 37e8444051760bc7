import type { Place } from '../../model/place.ts';
import type { ChangedExpectation, RunChanges, ScenarioNamed } from '../../model/run-changes.ts';

/** What is different from an earlier run of scenarios, a line each, the worst first. */
export function runChangesLines(changes: RunChanges, place: (one: Place) => string): readonly string[] {
  const { since, newlyUnmet, mended, notKnown, came, went } = changes;
  const expectation = ({ scenario, step, expected, seen, place: at }: ChangedExpectation) =>
    `${scenario}, ${step} (${place(at)}): expected: ${expected}; seen: ${seen}`;
  const named = (one: ScenarioNamed) => `${one.scenario} (${place(one.place)})`;
  const lines = [
    ...newlyUnmet.map((one) => `new: ${expectation(one)}`),
    ...notKnown.map((one) => `not known any more: ${named(one)}`),
    ...mended.map((one) => `mended: ${expectation(one)}`),
    ...came.map((one) => `came: ${named(one)}`),
    ...went.map((one) => `not in this run: ${named(one)}`),
  ];
  const head = `since ${since.startedAt} (ansible-core ${since.coreVersion}):`;
  return lines.length === 0 ? [`${head} nothing has changed`] : [head, ...lines.map((line) => `  ${line}`)];
}
