import { relative } from 'node:path';
import { formatPlace, type Place } from '../../model/place.ts';
import type { DrillReport } from '../../model/report.ts';
import type { TrialResult } from '../../model/trial.ts';
import { markdownChanges, markdownFindings, markdownTable, markdownText as text } from '../markdown-text.ts';
import { resultWords } from '../outcome-words.ts';
import type { Reporter } from '../reporter.ts';
import { changesLines } from './changes.ts';
import { findingsOf } from './findings.ts';
import { partLines, verdictOfWhat } from './part-words.ts';

/** For a job's summary page or a comment: the verdict, the table of trials, what was found and what to do. */
export const drillMarkdown: Reporter<DrillReport> = (report, { cwd }) => {
  const place = (one: Place) => formatPlace({ ...one, file: relative(cwd, one.file) || one.file });
  const { surfaced, counted } = report.score;
  return [
    `## ${report.verdict.toUpperCase()}${text(verdictOfWhat(report))}: ${text(relative(cwd, report.playbook) || report.playbook)}`,
    '',
    `Reap score ${counted === 0 ? 'none' : `${surfaced} of ${counted}`}, ansible-core ${report.coreVersion}, healthy run ${report.baseline.status}.`,
    ...partLines(report).flatMap((line) => ['', text(line.trim())]),
    ...(report.changes ? markdownChanges(changesLines(report.changes, place)) : []),
    ...markdownTrials(report.trials, place),
    ...markdownFindings(findingsOf(report, cwd)),
    '',
  ].join('\n');
};

/** Of a drill, or the proofs of a smoke. */
export function markdownTrials(trials: readonly TrialResult[], place: (one: Place) => string): readonly string[] {
  const rows = trials.map((result) => {
    const { trial, outcome } = result;
    const bad = outcome.kind === 'swallowed' || outcome.kind === 'hung' || outcome.kind === 'false-red';
    return [
      `${text(trial.taskName)}${trial.job.item === null ? '' : ` [${trial.job.item}]`}`,
      `\`${place(trial.job.place)}\``,
      trial.fault,
      bad ? `**${outcome.kind}**` : outcome.kind,
      text(resultWords(result)),
    ];
  });
  return markdownTable(['job', 'at', 'fault', 'outcome', 'reason'], rows);
}
