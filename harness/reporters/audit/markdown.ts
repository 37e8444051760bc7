import { markdownFindings, markdownTable, markdownText as text } from '../markdown-text.ts';
import type { Reporter } from '../reporter.ts';
import { causesOf, summaryOf } from './text.ts';
import { type AuditTold, openIn } from './told.ts';

/** For a job's summary page or a comment: what was found, by cause, and where. */
export const auditMarkdown: Reporter<AuditTold> = ({ report, unknown, paths }) => {
  const { findings } = report;
  const outcome = findings.length > 0 ? 'FINDINGS' : unknown ? 'UNKNOWN' : 'CLEAN';
  return [
    `## ${outcome}: audit of ${text(paths.join(', '))}`,
    '',
    `${text(summaryOf(report))}.`,
    ...markdownTable(
      ['rule', 'severity', 'findings', 'files'],
      causesOf(findings).map((one) => [one.rule, one.severity, `${one.count}`, `${one.files}`]),
    ),
    ...markdownFindings([...findings, ...openIn(report)]),
    '',
  ].join('\n');
};
