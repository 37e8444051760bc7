import { relative } from 'node:path';
import { formatPlace, type Place } from '../../model/place.ts';
import type { RunReport } from '../../model/run-report.ts';
import { markdownChanges, markdownFindings, markdownTable, markdownText as text } from '../markdown-text.ts';
import type { Reporter } from '../reporter.ts';
import { runChangesLines } from './changes.ts';
import { runFindings, verdictCounts } from './findings.ts';
import { mergedWords, ofWhat } from './of-what.ts';

/** For a job's summary page or a comment: the verdict, each scenario, and what did not pass. */
export const runMarkdown: Reporter<RunReport> = (report, { cwd }) => {
  const place = (one: Place) => formatPlace({ ...one, file: relative(cwd, one.file) || one.file });
  const merged = mergedWords(report);
  return [
    `## ${report.verdict.toUpperCase()}${ofWhat(report)}: ${verdictCounts(report.results)}`,
    '',
    `ansible-core ${report.coreVersion}.`,
    ...(merged === undefined ? [] : ['', text(merged)]),
    ...(report.changes ? markdownChanges(runChangesLines(report.changes, place)) : []),
    ...markdownTable(
      ['scenario', 'at', 'verdict', 'why'],
      report.results.map((one) => [
        `${text(`${one.theme}/${one.name}`)}`,
        `\`${place(one.place)}\``,
        one.verdict === 'pass' || one.verdict === 'skipped' ? one.verdict : `**${one.verdict}**`,
        text(one.because ?? one.why),
      ]),
    ),
    ...markdownFindings(runFindings(report, cwd)),
    '',
  ].join('\n');
};
