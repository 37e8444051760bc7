import type { DrillReport } from '../../model/report.ts';

/** What a reporter may know besides the report. */
export interface ReporterContext {
  /** Places are shown relative to it. */
  readonly cwd: string;
  readonly colour: boolean;
  /** Of reapcheck. */
  readonly version: string;
}

/** Makes a text of a drill's report. One of somebody's own is the default export of a module. */
export type DrillReporter = (report: DrillReport, context: ReporterContext) => string | Promise<string>;
