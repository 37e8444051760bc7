import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RECORD_FILE } from './smoke-records.ts';

/** In the folder of a drill, and of a run of scenarios. */
export const REPORT_FILE = 'report.json';

/** In the folder of a matrix of drills. */
export const MATRIX_FILE = 'matrix.json';

/** Where reports lie below the folder of all runs. */
export const STORED = {
  /** Of drills and of runs of scenarios. */
  reports: `*/[0-9]*/${REPORT_FILE}`,
  matrices: `*/[0-9]*/${MATRIX_FILE}`,
  smokes: `smoke/*/[0-9]*/${RECORD_FILE}`,
} as const;

/** Files that these patterns find below a folder, the newest first: the folder of a run is named for the time at which it began. */
export function newestFirst(folder: string, patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: folder })
    .map((file) => join(folder, file))
    .toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
}

function timeOf(file: string): string {
  return basename(dirname(file));
}
