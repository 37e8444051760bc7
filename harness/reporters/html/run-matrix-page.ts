import { join } from 'node:path';
import type { StoredRun } from '../../history/stored-run.ts';
import type { CellShown, RunHead } from '../../model/drill-page.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { MatrixPage, VariedRow } from '../../model/matrix-page.ts';
import type { RunMatrixReport } from '../../model/run-matrix.ts';
import { countsOf, type RunReport, type ScenarioResult } from '../../model/run-report.ts';
import { type ToldCell, toldCells } from '../matrix/cells.ts';
import { runSubjectOf } from '../matrix/subjects.ts';
import { countsWords } from '../run/findings.ts';
import {
  cellsShown,
  differenceShown,
  headOf,
  inOrder,
  type RunPages,
  type ShownCell,
  shownCells,
} from './matrix-shown.ts';
import { type Names, namesFrom } from './names.ts';
import { runPage } from './run-page.ts';
import { SCENARIO_TONES, scenarioRuns, stepId, stepWords } from './scenarios-page.ts';

/** All that a page is made of. */
export interface KeptRunMatrix {
  readonly report: RunMatrixReport;
  /** The report of a cell, and the history of a run, by their folders within that of the matrix. */
  readonly scenarios: (folder: string) => RunReport | undefined;
  readonly run: (folder: string) => StoredRun;
  /** Places are shown relative to it. */
  readonly cwd: string;
}

type Told = ToldCell<RunReport>;
type Shown = ShownCell<RunReport>;

/** What the page of a matrix of scenarios shows, the runs apart. */
export function runMatrixPage(kept: KeptRunMatrix): MatrixPage {
  const { report, cwd } = kept;
  const names = namesFrom(cwd);
  const cells = toldCells(report.cells, kept.scenarios);
  const ran = shownCells(cells);
  const runs = new Map(
    ran.flatMap(({ report: { results }, folder, prefix }) =>
      results.flatMap(({ steps }) => steps.map((one) => [join(folder, one.folder), prefix + stepId(one)] as const)),
    ),
  );
  return {
    ...headOf(report, cells, report.differences.length),
    verb: 'run --matrix',
    title: 'scenarios',
    cells: cellsShown(cells, cellWords),
    differences: report.differences.map((one) =>
      differenceShown(runSubjectOf(one, cwd), one.seen, ({ folder }) => runs.get(folder)),
    ),
    table: {
      heading: 'Scenarios: each run in each cell',
      rowsAre: 'scenario',
      rows: rowsOf(ran, cells, names, new Set(report.differences.map(({ scenario, step }) => idOf(scenario, step)))),
    },
    runs: ran.flatMap(({ report: run, folder, prefix, name }) =>
      scenarioRuns(run.results, names, (one) => kept.run(join(folder, one))).map(
        (head): RunHead => ({
          ...head,
          id: prefix + head.id,
          title: `${name}: ${head.title}`,
          folder: join(folder, head.folder),
        }),
      ),
    ),
  };
}

/** What each of those runs shows, by its id. */
export function runMatrixRuns(kept: KeptRunMatrix): RunPages {
  return shownCells(toldCells(kept.report.cells, kept.scenarios)).flatMap(({ report, folder, prefix }) =>
    report.results.flatMap(({ steps }) =>
      steps.map((step) => [prefix + stepId(step), runPage(kept.run(join(folder, step.folder)), undefined)] as const),
    ),
  );
}

function cellWords({ report }: Shown) {
  const { verdict, coreVersion, results, wallMs } = report;
  return { verdict, words: `ansible-core ${coreVersion}, ${countsWords(countsOf(results))}, ${inSeconds(wallMs)}` };
}

function idOf(scenario: string, step: string): string {
  return `${scenario}, ${step}`;
}

/** Each run of each scenario; one that was not run has a row of its own where no cell has run it. */
function rowsOf(
  ran: readonly Shown[],
  cells: readonly Told[],
  names: Names,
  differ: ReadonlySet<string>,
): readonly VariedRow[] {
  const results = Map.groupBy(
    ran.flatMap((of) => of.report.results.map((result) => ({ of, result }))),
    ({ result }) => `${result.theme}/${result.name}`,
  );
  const rows = [...results].flatMap(([scenario, ones]): readonly VariedRow[] => {
    const steps = [...new Set(ones.flatMap(({ result }) => result.steps.map(({ name }) => name)))];
    const at = names.at((ones[0] as (typeof ones)[number]).result.place);
    return (steps.length > 0 ? steps : ['']).map((step) => ({
      name: step === '' ? scenario : idOf(scenario, step),
      at,
      differs: differ.has(idOf(scenario, step)),
      cells: cells.map(({ name }) =>
        ones.filter(({ of }) => of.name === name).map(({ of, result }) => cellOf(result, step, of)),
      ),
    }));
  });
  return inOrder(rows);
}

/** A step that an earlier one has kept from running is as unknown as a scenario that broke. */
function cellOf(result: ScenarioResult, name: string, { prefix }: Shown): CellShown {
  const step = result.steps.find((one) => one.name === name);
  if (step) {
    const { verdict } = step;
    return {
      outcome: verdict,
      tone: SCENARIO_TONES[verdict],
      words: stepWords(step),
      host: '',
      run: prefix + stepId(step),
    };
  }
  const outcome = result.verdict === 'skipped' ? 'skipped' : 'unknown';
  return { outcome, tone: SCENARIO_TONES[outcome], words: result.because ?? 'it was not run', host: '' };
}
