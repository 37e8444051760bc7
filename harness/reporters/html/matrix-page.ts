import { join, relative } from 'node:path';
import type { StoredRun } from '../../history/stored-run.ts';
import type { CellShown, RunHead, RunPage } from '../../model/drill-page.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { MatrixReport } from '../../model/matrix.ts';
import type { DifferenceShown, DrilledCellShown, MatrixPage, VariedRow } from '../../model/matrix-page.ts';
import type { DrillReport } from '../../model/report.ts';
import { count } from '../count.ts';
import { jobName } from '../job-name.ts';
import { type ToldCell, toldCells } from '../matrix/cells.ts';
import { subjectOf } from '../matrix/text.ts';
import { runHeads } from './drill-page.ts';
import { type Cell, cellsOf, type FaultDoes, runId, shown } from './matrix.ts';
import { jobId, type Names, namesFrom, timeWords } from './names.ts';
import { runPage } from './run-page.ts';
import { VERDICT_TONES } from './tones.ts';

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

/** A cell whose drill can be shown. */
interface ShownCell extends ToldCell {
  readonly drill: DrillReport;
  readonly folder: string;
  /** What the ids of its runs begin with: those of other cells have the same trials. */
  readonly prefix: string;
}

/** What the page of a matrix shows, the runs apart. */
export function matrixPage(kept: KeptMatrix): MatrixPage {
  const { report, cwd } = kept;
  const names = namesFrom(cwd);
  const cells = toldCells(report, kept.drill);
  const drilled = shownCells(kept);
  return {
    schema: 'reapcheck/matrix-page/1',
    playbook: relative(cwd, report.playbook) || report.playbook,
    verdict: report.verdict,
    says: saysOf(report, cells),
    facts: [
      { label: 'cells', value: String(cells.length) },
      { label: 'started', value: timeWords(report.startedAt) },
      { label: 'took', value: inSeconds(report.wallMs) },
    ],
    cells: cells.map((one) =>
      cellShown(
        one,
        drilled.find(({ name }) => name === one.name),
      ),
    ),
    differences: differencesShown(report, drilled, cwd),
    rows: rowsOf(drilled, cells, names),
    runs: drilled.flatMap(({ drill, folder, prefix, name }) =>
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
export function matrixRuns(kept: KeptMatrix): readonly (readonly [string, RunPage])[] {
  return shownCells(kept).flatMap(({ drill, folder, prefix }) => {
    const run = (name: string) => kept.run(join(folder, name));
    return [
      [`${prefix}baseline`, runPage(run(drill.baseline.folder), undefined)] as const,
      ...drill.trials.map((one) => [prefix + runId(one.trial), runPage(run(one.folder), one)] as const),
    ];
  });
}

function shownCells({ report, drill }: KeptMatrix): readonly ShownCell[] {
  return toldCells(report, drill).flatMap((one, index) =>
    one.drill && one.folder !== undefined
      ? [{ ...one, drill: one.drill, folder: one.folder, prefix: `cell-${index + 1}-` }]
      : [],
  );
}

function saysOf({ differences }: MatrixReport, cells: readonly ToldCell[]): string {
  const open = cells.filter(({ drill }) => !drill).length;
  return [
    cells.length - open < 2
      ? 'What differs between cells can’t be told.'
      : differences.length === 0
        ? 'The cells show the same.'
        : `The cells differ in ${count(differences.length, 'thing')}.`,
    ...(open > 0 ? [`Of ${count(open, 'cell')} nothing is known.`] : []),
  ].join(' ');
}

function cellShown({ name, because }: ToldCell, drilled: ShownCell | undefined): DrilledCellShown {
  if (!drilled) return { name, verdict: 'unknown', tone: 'open', words: because };
  const { verdict, coreVersion, score, wallMs } = drilled.drill;
  const surfaced = score.counted === 0 ? 'no trial counted' : `${score.surfaced} of ${score.counted} surfaced`;
  return {
    ...{ name, verdict, tone: VERDICT_TONES[verdict], run: `${drilled.prefix}baseline` },
    words: `ansible-core ${coreVersion}, ${surfaced}, ${inSeconds(wallMs)}`,
  };
}

function differencesShown(
  { differences }: MatrixReport,
  drilled: readonly ShownCell[],
  cwd: string,
): readonly DifferenceShown[] {
  // Trials may share a run.
  const idOf = (folder: string, fault = '') => `${folder}|${fault}`;
  const runs = new Map(
    drilled.flatMap(({ drill, folder, prefix }) => [
      [idOf(join(folder, drill.baseline.folder)), `${prefix}baseline`] as const,
      ...drill.trials.map(
        ({ folder: run, trial }) => [idOf(join(folder, run), trial.fault), prefix + runId(trial)] as const,
      ),
    ]),
  );
  const nameOf = (cell: ToldCell['cell']) => drilled.find((one) => same(one.cell, cell))?.name ?? '';
  return differences.map((one) => ({
    of: subjectOf(one, cwd),
    seen: one.seen.map(({ cell, words, folder }) => {
      const run = runs.get(idOf(folder, one.of === 'trial' ? one.trial.fault : ''));
      return { cell: nameOf(cell), words, ...(run === undefined ? {} : { run }) };
    }),
  }));
}

function same(a: ToldCell['cell'], b: ToldCell['cell']): boolean {
  return a.ansible === b.ansible && a.image === b.image;
}

/** Each job with each fault, those that differ first. */
function rowsOf(drilled: readonly ShownCell[], cells: readonly ToldCell[], names: Names): readonly VariedRow[] {
  const all = drilled.flatMap((of) => cellsOf(of.drill).map((cell) => ({ of, cell })));
  const idOf = ({ trial: { job, fault } }: Cell) => `${jobId(job)}|${fault}`;
  const rows = [...Map.groupBy(all, ({ cell }) => idOf(cell)).values()].map((ones): VariedRow => {
    const { trial } = (ones[0] as (typeof ones)[number]).cell;
    return {
      job: jobName(trial.taskName, trial.job),
      at: names.at(trial.job.place),
      fault: trial.fault,
      differs: new Set(ones.map(({ cell }) => cell.outcome)).size > 1,
      cells: cells.map(({ name }) => ones.filter(({ of }) => of.name === name).map(({ of, cell }) => named(cell, of))),
    };
  });
  return rows.toSorted((a, b) => Number(b.differs) - Number(a.differs));
}

function named(cell: Cell, { prefix }: ShownCell): CellShown {
  const { run, ...rest } = shown(cell);
  return run === undefined ? rest : { ...rest, run: prefix + run };
}
