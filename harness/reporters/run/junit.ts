import { relative } from 'node:path';
import { formatPlace, type Place } from '../../model/place.ts';
import type { RunReport, ScenarioResult } from '../../model/run-report.ts';
import { type JunitCase, type JunitSuite, junit } from '../junit.ts';
import type { Reporter } from '../reporter.ts';
import { stepText } from './text.ts';

const IS: Readonly<Record<ScenarioResult['verdict'], JunitCase['is']>> = {
  pass: 'pass',
  fail: 'failure',
  unknown: 'error',
  skipped: 'skipped',
};

export const runJunit: Reporter<RunReport> = (report, { cwd }) => junit(runSuites(report, cwd));

/** One suite per theme, one test case per scenario. `unknown` is an error: no CI may take it for a pass. */
export function runSuites(report: RunReport, cwd: string): readonly JunitSuite[] {
  const at = (one: Place) => formatPlace({ ...one, file: relative(cwd, one.file) || one.file });
  return [...Map.groupBy(report.results, (one) => one.theme)].map(([name, results]) => ({
    name,
    startedAt: report.startedAt,
    cases: results.map((result): JunitCase => {
      const open = result.steps.filter(({ verdict }) => verdict !== 'pass');
      const text = [result.because ?? '', ...open.flatMap((one) => stepText(one, report.folder, at))].filter(Boolean);
      const where = text.length > 0 ? [`written at ${at(result.place)}`] : [];
      return {
        ...{ className: name, name: result.name, is: IS[result.verdict], wallMs: result.wallMs },
        ...(result.verdict === 'fail' ? { type: 'unmet' } : {}),
        text: [...text, ...where].join('\n'),
      };
    }),
  }));
}
