import type { StoredRun } from '../history/stored-run.ts';
import type { DrillReport } from '../model/report.ts';

/** What a reporter may know besides the report. */
export interface ReporterContext {
  /** Places are shown relative to it. */
  readonly cwd: string;
  readonly colour: boolean;
  /** Of reapcheck. */
  readonly version: string;
  /** The history of a run, by its folder as the report names it. */
  readonly run: (folder: string) => StoredRun;
  /** The reports of earlier drills of the playbook that lie beside this one, the oldest first. */
  readonly earlier: () => readonly DrillReport[];
  /** The HTML page as it was built, without a report in it. */
  readonly template: () => string;
}

/** Makes a text of a report. One of somebody's own is the default export of a module. */
export type Reporter<Report> = (report: Report, context: ReporterContext) => string | Promise<string>;

export type DrillReporter = Reporter<DrillReport>;

/** Reporters of one kind of report, by the names under which `--reporter` knows them. */
export type Reporters<Report> = Readonly<Record<string, Reporter<Report>>>;
