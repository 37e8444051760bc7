import { join, relative } from 'node:path';
import type { ShownFact } from '../checks/what-it-showed.ts';
import type { Cell, Seen } from '../model/matrix.ts';
import type { RunDifference } from '../model/run-matrix.ts';
import type { RunReport, ScenarioResult, StepResult } from '../model/run-report.ts';
import type { Scenario, Step } from '../model/scenario.ts';

/** A cell whose scenarios were run. */
export interface RanCell {
  readonly cell: Cell;
  readonly report: RunReport;
  /** What the run in a folder of the report showed; undefined where there is no history that can be read. */
  readonly shown: (folder: string) => readonly ShownFact[] | undefined;
}

/** A run of a step in one cell, with all that it showed. */
interface Ran {
  readonly cell: Cell;
  readonly result: ScenarioResult;
  readonly step: StepResult;
  readonly numbered: string;
  readonly facts: readonly ShownFact[];
  /** Of its history, relative to the matrix. */
  readonly folder: string;
}

/** So many of the things that differ are told in a line. */
const MOST_TOLD = 4;

/**
 * What the same run of a playbook showed in one cell and not in another. Runs are the same by what is run, not by the scenario that asks for
 * it: where one scenario is for older versions and another for newer ones, both may run the same. A run that shows nothing differs from none.
 */
export function runDifferencesOf(
  scenarios: readonly Scenario[],
  cells: readonly RanCell[],
  folder: string,
): readonly RunDifference[] {
  const runs = new Map(
    scenarios.flatMap((one) => runsOf(one).map(({ step, id }) => [nameOfRun(one, step), id] as const)),
  );
  const ran = cells.flatMap((one) => ranIn(one, folder));
  const same = Map.groupBy(ran, ({ result, numbered }) => runs.get(nameOfRun(result, numbered)));
  return [...same].flatMap(([id, ones]) => (id === undefined ? [] : differenceOf(ones)));
}

function nameOf({ theme, name }: Pick<ScenarioResult, 'theme' | 'name'>): string {
  return `${theme}/${name}`;
}

function nameOfRun(of: Pick<ScenarioResult, 'theme' | 'name' | 'place'>, step: string): string {
  return [of.place.file, nameOf(of), step].join('\0');
}

/** Several steps may have one name. */
function numberedNames(steps: readonly { readonly name: string }[]): readonly string[] {
  return steps.map(({ name }, index) => `${name}|${steps.slice(0, index).filter((one) => one.name === name).length}`);
}

/** Each run of a scenario, and one text for all that is run, whatever it should show. */
function runsOf({ hosts, inventory, prepare, steps, badTwins }: Scenario) {
  const idOf = (all: readonly Step[]) => JSON.stringify([hosts, inventory, prepare, all.map(played)], exact);
  const ids = [
    ...steps.map((_, index) => idOf(steps.slice(0, index + 1))),
    ...badTwins.map(({ step }) => idOf([step])),
  ];
  const names = numberedNames([...steps, ...badTwins.map(({ step }) => step)]);
  return ids.map((id, index) => ({ step: names[index] ?? '', id }));
}

function played({ name: _, expectations: __, timeLimitMs: ___, ...run }: Step) {
  return run;
}

/** JSON has no Infinity. */
function exact(_: string, value: unknown): unknown {
  return value === Infinity ? 'forever' : value;
}

function ranIn({ cell, report, shown }: RanCell, folder: string): readonly Ran[] {
  return report.results.flatMap((result) => {
    const names = numberedNames(result.steps);
    return result.steps.flatMap((step, index): readonly Ran[] => {
      const facts = step.verdict === 'unknown' ? undefined : shown(step.folder);
      if (!facts) return [];
      const of = relative(folder, join(report.folder, step.folder));
      return [{ cell, result, step, numbered: names[index] ?? '', facts, folder: of }];
    });
  });
}

/** One cell may have several runs of it: for it speaks the first. Expectations are told where nothing else says why they are met in some only. */
function differenceOf(all: readonly Ran[]): readonly RunDifference[] {
  const cells = [...Map.groupBy(all, ({ cell }) => JSON.stringify(cell)).values()];
  const ones = cells.flatMap(([first]) => (first ? [{ ...first, of: first.facts }] : []));
  const differ = differing(ones, NEVER);
  const checked = cells.flatMap((ran) => (ran[0] ? [{ ...ran[0], of: ran.flatMap(checksIn) }] : []));
  return differ.length > 0 ? told(ones, differ, NEVER) : told(checked, differing(checked, NOT_ASKED), NOT_ASKED);
}

interface Compared extends Ran {
  readonly of: readonly ShownFact[];
}

type Absent = Pick<ShownFact, 'is' | 'words'>;
/** A task that has no result did not come to run. */
const NEVER: Absent = { is: 'never', words: 'did not run' };
const NOT_ASKED: Absent = { is: undefined, words: 'not asked here' };

/** Ids of what is known to be different, with what they are of. */
function differing(ones: readonly Compared[], absent: Absent): readonly (readonly [string, string])[] {
  const ids = [...new Map(ones.flatMap(({ of }) => of.map((fact) => [fact.id, fact.of] as const)))];
  return ids.filter(([id]) => new Set(ones.flatMap((one) => factIn(one, id, absent).is ?? [])).size > 1);
}

function told(
  ones: readonly Compared[],
  differ: readonly (readonly [string, string])[],
  absent: Absent,
): readonly RunDifference[] {
  const [first] = ones;
  if (!first || differ.length === 0) return [];
  const { result, step } = first;
  const seen = ones.map((one): Seen => {
    const some = differ.slice(0, MOST_TOLD).map(([id, of]) => `${of}: ${factIn(one, id, absent).words}`);
    const more = differ.length - some.length;
    return { cell: one.cell, folder: one.folder, words: [...some, ...(more > 0 ? [`${more} more`] : [])].join('; ') };
  });
  return [{ scenario: nameOf(result), step: step.name, playbook: step.playbook, place: result.place, seen }];
}

function factIn({ of }: Compared, id: string, absent: Absent): Absent {
  return of.find((one) => one.id === id) ?? absent;
}

function checksIn({ result, step }: Ran): readonly ShownFact[] {
  return step.checks.map(({ expected, is, seen }) => ({
    id: [nameOf(result), step.name, expected].join('|'),
    of: expected,
    is: is === 'unknown' ? undefined : is,
    words: `${is} (${seen})`,
  }));
}
