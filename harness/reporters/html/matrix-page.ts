import { join, relative } from 'node:path';
import type { StoredRun } from '../../history/stored-run.ts';
import type { CellShown, RunHead } from '../../model/drill-page.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { MatrixReport } from '../../model/matrix.ts';
import type { DifferenceShown, MatrixPage, VariedRow } from '../../model/matrix-page.ts';
import type { DrillReport } from '../../model/report.ts';
import { jobName } from '../job-name.ts';
import { type ToldCell, toldCells } from '../matrix/cells.ts';
import { subjectOf } from '../matrix/subjects.ts';
import { runHeads } from './drill-page.ts';
import { type Cell, cellsOf, type FaultDoes, runId, shown } from './matrix.ts';
import {
  cellsShown,
  differenceShown,
  headOf,
  inOrder,
  type RunPages,
  type ShownCell,
  shownCells,
} from './matrix-shown.ts';
import { jobId, type Names, namesFrom } from './names.ts';
import { runPage } from './run-page.ts';

/** All that a page is made of. */
export interface KeptMatrix {
  readonly report: MatrixReport;
  /** The report of a cell, and the history of a run, by their folders within that of the matrix. */
  readonly drill: (folder: string) => DrillReport | undefined;
  readonly run: (folder: string) => StoredRun;
  /** Places are shown relative to it. */
  readonly cwd: string;
  readonly faultDoes?: FaultDoes;
}

type Told = ToldCell<DrillReport>;
type Shown = ShownCell<DrillReport>;

/** What the page of a matrix of drills shows, the runs apart. */
export function matrixPage(kept: KeptMatrix): MatrixPage {
  const { report, cwd } = kept;
  const names = namesFrom(cwd);
  const cells = toldCells(report.cells, kept.drill);
  const drilled = shownCells(cells);
  return {
    ...headOf(report, cells, report.differences.length),
    verb: 'drill --matrix',
    title: relative(cwd, report.playbook) || report.playbook,
    cells: cellsShown(cells, cellWords),
    differences: differencesShown(report, drilled, cwd),
    table: {
      heading: 'Trials: each job and fault in each cell',
      rowsAre: 'job and fault',
      rows: rowsOf(drilled, cells, names),
    },
    runs: drilled.flatMap(({ report: drill, folder, prefix, name }) =>
      runHeads(drill, (run) => kept.run(join(folder, run)), names, kept.faultDoes).map(
        (head): RunHead => ({
          ...head,
          id: prefix + head.id,
          title: `${name}: ${head.title}`,
          folder: join(folder, head.folder),
          beside: `${prefix}baseline`,
        }),
      ),
    ),
  };
}

/** What each of those runs shows, by its id. */
export function matrixRuns(kept: KeptMatrix): RunPages {
  return shownCells(toldCells(kept.report.cells, kept.drill)).flatMap(({ report, folder, prefix }) => {
    const run = (name: string) => kept.run(join(folder, name));
    return [
      [`${prefix}baseline`, runPage(run(report.baseline.folder), undefined)] as const,
      ...report.trials.map((one) => [prefix + runId(one.trial), runPage(run(one.folder), one)] as const),
    ];
  });
}

function cellWords({ report, prefix }: Shown) {
  const { verdict, coreVersion, score, wallMs } = report;
  const surfaced = score.counted === 0 ? 'no trial counted' : `${score.surfaced} of ${score.counted} surfaced`;
  const words = `ansible-core ${coreVersion}, ${surfaced}, ${inSeconds(wallMs)}`;
  return { verdict, words, run: `${prefix}baseline` };
}

function differencesShown(
  { differences }: MatrixReport,
  drilled: readonly Shown[],
  cwd: string,
): readonly DifferenceShown[] {
  // Trials may share a run.
  const idOf = (folder: string, fault = '') => `${folder}|${fault}`;
  const runs = new Map(
    drilled.flatMap(({ report, folder, prefix }) => [
      [idOf(join(folder, report.baseline.folder)), `${prefix}baseline`] as const,
      ...report.trials.map(
        ({ folder: run, trial }) => [idOf(join(folder, run), trial.fault), prefix + runId(trial)] as const,
      ),
    ]),
  );
  return differences.map((one) =>
    differenceShown(subjectOf(one, cwd), one.seen, ({ folder }) =>
      runs.get(idOf(folder, one.of === 'trial' ? one.trial.fault : '')),
    ),
  );
}

/** Each job with each fault. */
function rowsOf(drilled: readonly Shown[], cells: readonly Told[], names: Names): readonly VariedRow[] {
  const all = drilled.flatMap((of) => cellsOf(of.report).map((cell) => ({ of, cell })));
  const idOf = ({ trial: { job, fault } }: Cell) => `${jobId(job)}|${fault}`;
  const rows = [...Map.groupBy(all, ({ cell }) => idOf(cell)).values()].map((ones): VariedRow => {
    const { trial } = (ones[0] as (typeof ones)[number]).cell;
    return {
      name: `${jobName(trial.taskName, trial.job)}: ${trial.fault}`,
      at: names.at(trial.job.place),
      differs: new Set(ones.map(({ cell }) => cell.outcome)).size > 1,
      cells: cells.map(({ name }) => ones.filter(({ of }) => of.name === name).map(({ of, cell }) => named(cell, of))),
    };
  });
  return inOrder(rows);
}

function named(cell: Cell, { prefix }: Shown): CellShown {
  const { run, ...rest } = shown(cell);
  return run === undefined ? rest : { ...rest, run: prefix + run };
}
