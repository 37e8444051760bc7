import type { StoredRun } from '../history/stored-run.ts';
import type { DrillReport } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import type { SmokeRecord } from '../model/smoke.ts';
import type { Told } from './pieces.ts';

/** What a reporter may know besides the report. */
export interface ReporterContext {
  /** Places are shown relative to it. */
  readonly cwd: string;
  readonly colour: boolean;
  /** Of reapcheck. */
  readonly version: string;
  /** The history of a run, by its folder as the report names it. */
  readonly run: (folder: string) => StoredRun;
  /** The report of a drill in a folder that this report names, such as that of a matrix; undefined where there is none that can be read. */
  readonly drill: (folder: string) => DrillReport | undefined;
  /** The same of a run of scenarios. */
  readonly scenarios: (folder: string) => RunReport | undefined;
  /** The reports of earlier drills of the playbook that lie beside this one, the oldest first. */
  readonly earlier: () => readonly DrillReport[];
  /** The same of earlier smokes. */
  readonly earlierSmokes: () => readonly SmokeRecord[];
  /** What a fault of this name does, in a line; undefined for one that this version doesn't know. */
  readonly faultDoes?: (name: string) => string | undefined;
  /** The HTML page as it was built, without a report in it. */
  readonly template: () => string;
}

/** Makes a text of a report. One of somebody's own is the default export of a module. */
export type Reporter<Report> = (report: Report, context: ReporterContext) => Told | Promise<Told>;

/** The names under which `--reporter` knows them, in every verb. */
export const REPORTER_NAMES = ['terminal', 'html', 'json', 'junit', 'sarif', 'github', 'gitlab', 'markdown'] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];

/** What can be made of one kind of report. */
export interface Reporters<Report> {
  /** Of what, in words: `a drill`. */
  readonly of: string;
  readonly bundled: Readonly<Partial<Record<ReporterName, Reporter<Report>>>>;
  /** Why the others of `REPORTER_NAMES` are not there. */
  readonly lacking?: string;
  /** What one of somebody's own is given, where that is not the report as it stands. */
  readonly published?: (report: Report) => unknown;
}
