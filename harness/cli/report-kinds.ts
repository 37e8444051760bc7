import { drillFormat } from '../model/format/drill.ts';
import { matrixFormat } from '../model/format/matrix.ts';
import { type Read, reportFrom } from '../model/format/read.ts';
import { runFormat } from '../model/format/run.ts';
import { runMatrixFormat } from '../model/format/run-matrix.ts';
import { smokeFormat } from '../model/format/smoke.ts';
import type { MatrixReport } from '../model/matrix.ts';
import type { DrillReport } from '../model/report.ts';
import type { RunMatrixReport } from '../model/run-matrix.ts';
import type { RunReport } from '../model/run-report.ts';
import type { SmokeRecord } from '../model/smoke.ts';
import { DRILL_REPORTERS } from '../reporters/drill/catalogue.ts';
import { type KeptCell, toldCells } from '../reporters/matrix/cells.ts';
import { MATRIX_REPORTERS } from '../reporters/matrix/drills.ts';
import { RUN_MATRIX_REPORTERS } from '../reporters/matrix/scenarios.ts';
import { wholeOf } from '../reporters/pieces.ts';
import type { ReporterContext, Reporters } from '../reporters/reporter.ts';
import { RUN_REPORTERS } from '../reporters/run/catalogue.ts';
import { SMOKE_REPORTERS } from '../reporters/smoke/catalogue.ts';
import type { AskedReporter } from './reporter-options.ts';
import { reportersNamed, tell } from './reporters.ts';
import { DRILL_SCHEMA, MATRIX_SCHEMA, RUN_MATRIX_SCHEMA, RUN_SCHEMA, SMOKE_SCHEMA } from './stored-report.ts';

/** A report that was read, of whatever kind. */
export interface Telling {
  readonly page: (context: ReporterContext) => Promise<string>;
  readonly tell: (
    wanted: readonly AskedReporter[],
    context: ReporterContext,
    print: (text: string) => void,
  ) => Promise<void>;
  /** Folders of the histories that its page shows. */
  readonly runs: (context: ReporterContext) => readonly string[];
}

interface Kind<Report> {
  readonly format: Parameters<typeof reportFrom>[0];
  readonly reporters: Reporters<Report>;
  readonly runs: (report: Report, context: ReporterContext) => readonly string[];
}

type Reader = (stored: unknown) => Read<Telling>;

const KINDS: Readonly<Record<string, Reader>> = {
  [DRILL_SCHEMA]: readerOf<DrillReport>({
    ...{ format: drillFormat, reporters: DRILL_REPORTERS },
    runs: runsOf,
  }),
  [MATRIX_SCHEMA]: readerOf<MatrixReport>({
    ...{ format: matrixFormat, reporters: MATRIX_REPORTERS },
    runs: ({ cells }, { drill }) => runsInCells(cells, drill, runsOf),
  }),
  [RUN_SCHEMA]: readerOf<RunReport>({
    ...{ format: runFormat, reporters: RUN_REPORTERS },
    runs: runsOfScenarios,
  }),
  [RUN_MATRIX_SCHEMA]: readerOf<RunMatrixReport>({
    ...{ format: runMatrixFormat, reporters: RUN_MATRIX_REPORTERS },
    runs: ({ cells }, { scenarios }) => runsInCells(cells, scenarios, runsOfScenarios),
  }),
  // No history of a real host is kept.
  [SMOKE_SCHEMA]: readerOf<SmokeRecord>({
    ...{ format: smokeFormat, reporters: SMOKE_REPORTERS },
    runs: () => [],
  }),
};

/** All schemas of stored reports that this version reads. */
export const READ_SCHEMAS = Object.keys(KINDS);

/** The reader of a report that says so of itself; undefined for one that this version doesn't read. */
export function readerFor(schema: unknown): Reader | undefined {
  return typeof schema === 'string' && Object.hasOwn(KINDS, schema) ? KINDS[schema] : undefined;
}

function readerOf<Report extends object>({ format, reporters, runs }: Kind<Report>): Reader {
  return (stored) => {
    const read = reportFrom<Report>(format, stored);
    if ('misfit' in read) return read;
    const { report } = read;
    return {
      report: {
        page: async (context) => wholeOf((await reporters.bundled.html?.(report, context)) ?? ''),
        runs: (context) => runs(report, context),
        tell: async (wanted, context, print) =>
          await tell(await reportersNamed(wanted, context.cwd, reporters), report, context, { print }),
      },
    };
  };
}

function runsOf({ baseline, trials }: DrillReport): readonly string[] {
  return [...new Set([baseline.folder, ...trials.map(({ folder }) => folder)])];
}

function runsOfScenarios({ results }: RunReport): readonly string[] {
  return results.flatMap(({ steps }) => steps.map(({ folder }) => folder));
}

/** Relative to the folder of the matrix. */
function runsInCells<Report>(
  cells: readonly KeptCell[],
  read: (folder: string) => Report | undefined,
  of: (report: Report) => readonly string[],
): readonly string[] {
  return toldCells(cells, read).flatMap(({ report, folder }) =>
    report && folder !== undefined ? of(report).map((run) => `${folder}/${run}`) : [],
  );
}
