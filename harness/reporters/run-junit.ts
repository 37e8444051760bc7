import library, { type Builder } from 'junit-report-builder';
import { formatPlace } from '../model/place.ts';
import type { RunReport } from '../model/run-report.ts';
import { stepText } from './run-text.ts';
import { withoutControls } from './without-controls.ts';

// Its CommonJS module is the builder itself; its types put that one level deeper.
const builder = library as unknown as Builder;

/** One suite per theme, one test case per scenario. `unknown` is an error: no CI may take it for a pass. */
export function runJunit(report: RunReport): string {
  const junit = builder.newBuilder();
  for (const [theme, results] of Map.groupBy(report.results, (one) => one.theme)) {
    const suite = junit.testSuite().name(theme).timestamp(new Date(report.startedAt));
    suite.time(results.reduce((sum, { wallMs }) => sum + wallMs, 0) / 1000);
    for (const result of results) {
      const test = suite
        .testCase()
        .className(theme)
        .name(result.name)
        .file(result.place.file)
        .time(result.wallMs / 1000);
      const text = [
        result.because ?? '',
        ...result.steps
          .filter(({ verdict }) => verdict !== 'pass')
          .flatMap((one) => stepText(one, report.folder, formatPlace)),
      ]
        .filter(Boolean)
        .join('\n');
      const clean = withoutControls(text);
      if (result.verdict === 'skipped') test.standardOutput(clean).skipped();
      else if (result.verdict === 'fail') test.failure(clean, 'unmet');
      else if (result.verdict === 'unknown') test.error(clean, 'unknown');
    }
  }
  return junit.build();
}
