import { relative } from 'node:path';
import { formatPlace, type Place } from '../../model/place.ts';
import type { DrillReport } from '../../model/report.ts';
import { visible } from '../../model/visible.ts';
import { markdownText as text } from '../markdown-text.ts';
import { resultWords } from '../outcome-words.ts';
import type { DrillReporter } from '../reporter.ts';
import { changesLines } from './changes.ts';
import { findingsOf } from './findings.ts';
import { partLines, verdictOfWhat } from './part-words.ts';

/** For a job's summary page or a comment: the verdict, the table of trials, what was found and what to do. */
export const drillMarkdown: DrillReporter = (report, { cwd }) => {
  const place = (one: Place) => formatPlace({ ...one, file: relative(cwd, one.file) || one.file });
  const { surfaced, counted } = report.score;
  return [
    `## ${report.verdict.toUpperCase()}${text(verdictOfWhat(report))}: ${text(relative(cwd, report.playbook) || report.playbook)}`,
    '',
    `Reap score ${counted === 0 ? 'none' : `${surfaced} of ${counted}`}, ansible-core ${report.coreVersion}, healthy run ${report.baseline.status}.`,
    ...partLines(report).flatMap((line) => ['', text(line.trim())]),
    ...(report.changes
      ? [
          '',
          ...changesLines(report.changes, place).map((line, index) =>
            index === 0 ? text(line) : `- ${text(line.trim())}`,
          ),
        ]
      : []),
    ...trialsTable(report, place),
    ...findingsOf(report, cwd).flatMap(({ severity, rule, message, remedy, place: where }) => [
      '',
      `- **${severity}** ${where ? `\`${formatPlace(where)}\` ` : ''}${text(message)} (${rule})`,
      ...code(remedy),
    ]),
    '',
  ].join('\n');
};

function trialsTable({ trials }: DrillReport, place: (one: Place) => string): string[] {
  if (trials.length === 0) return [];
  const rows = trials.map((result) => {
    const { trial, outcome } = result;
    return [
      `${text(trial.taskName)}${trial.job.item === null ? '' : ` [${trial.job.item}]`}`,
      `\`${place(trial.job.place)}\``,
      trial.fault,
      outcome.kind === 'swallowed' || outcome.kind === 'hung' || outcome.kind === 'false-red'
        ? `**${outcome.kind}**`
        : outcome.kind,
      text(resultWords(result)),
    ].join(' | ');
  });
  return ['', 'job | at | fault | outcome | reason', '--- | --- | --- | --- | ---', ...rows];
}

function code(remedy: string): string[] {
  const [first = '', ...rest] = remedy.split('\n').map(visible);
  if (rest.length === 0) return [`  To do: ${text(first)}`];
  return [`  To do: ${text(first)}`, '', '  ```yaml', ...rest.map((line) => `  ${line}`), '  ```'];
}
