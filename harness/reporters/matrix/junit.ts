import { type JunitSuite, junit } from '../junit.ts';
import type { ToldCell } from './cells.ts';

/** The suites of what was run in each cell; a cell without a report is an error. `what`: the name of its case. */
export function matrixJunit<Report>(
  cells: readonly ToldCell<Report>[],
  what: string,
  suitesOf: (report: Report) => readonly JunitSuite[],
): string {
  return junit(
    cells.flatMap(({ name, report, because }): readonly JunitSuite[] =>
      report
        ? suitesOf(report).map((suite) => ({ ...suite, name: `${name}: ${suite.name}` }))
        : [{ name, cases: [{ className: name, name: what, is: 'error', text: because }] }],
    ),
  );
}
