import type { MatrixReport } from '../../model/matrix.ts';
import { drillSuites } from '../drill/junit.ts';
import { type JunitSuite, junit } from '../junit.ts';
import type { Reporter } from '../reporter.ts';
import { toldCells } from './cells.ts';

/** The suites of each cell's drill; a cell without one is an error. */
export const matrixJunit: Reporter<MatrixReport> = (report, { cwd, drill }) =>
  junit(
    toldCells(report, drill).flatMap(({ name, drill: one, because }): readonly JunitSuite[] =>
      one
        ? drillSuites(one, cwd).map((suite) => ({ ...suite, name: `${name}: ${suite.name}` }))
        : [{ name, cases: [{ className: name, name: 'drill', is: 'error', text: because }] }],
    ),
  );
