import { relative } from 'node:path';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { inSeconds } from '../../model/in-seconds.ts';
import { cellName, type Difference, type MatrixReport } from '../../model/matrix.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import type { Reporter } from '../reporter.ts';

/** What differs between cells first, then each cell. */
export const matrixText: Reporter<MatrixReport> = (report, { cwd, colour: coloured }) => {
  const paint = (colour: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) =>
    coloured ? styleText(colour, text, { validateStream: false }) : text;
  const table = new Table({
    head: ['cell', 'ansible-core', 'verdict', 'reap score', 'took', 'report'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const one of report.cells)
    if ('because' in one) table.push([cellName(one.cell), '', paint('yellow', 'UNKNOWN'), '', '', 'none: see below']);
    else
      table.push([
        cellName(one.cell),
        one.coreVersion,
        paint(one.verdict === 'pass' ? 'green' : one.verdict === 'fail' ? 'red' : 'yellow', one.verdict.toUpperCase()),
        one.score.counted === 0 ? 'none' : `${one.score.surfaced}/${one.score.counted}`,
        inSeconds(one.wallMs),
        relative(cwd, `${report.folder}/${one.folder}`),
      ]);
  const colour = report.verdict === 'pass' ? 'green' : report.verdict === 'fail' ? 'red' : 'yellow';
  return `${[
    '',
    `${paint('bold', report.playbook)}  in ${report.cells.length} cells`,
    ...differencesText(report, cwd).map((line) => (line.startsWith(' ') ? line : paint('bold', line))),
    table.toString(),
    ...report.cells.flatMap((one) =>
      'because' in one ? ['', `${paint('yellow', 'unknown')}  ${cellName(one.cell)}: ${one.because}`] : [],
    ),
    '',
    `verdict: ${paint(colour, report.verdict.toUpperCase())}, of the worst cell   ${inSeconds(report.wallMs)}`,
    paint('dim', `report: ${relative(cwd, report.folder)}/matrix.json`),
  ].join('\n')}\n`;
};

/** A head, and each difference with what each cell showed. */
export function differencesText({ differences, cells }: MatrixReport, cwd: string): readonly string[] {
  const drilled = cells.filter((one) => !('because' in one)).length;
  if (drilled < 2)
    return [
      `what differs between cells: nothing can be told, as ${drilled} of them ${drilled === 1 ? 'has' : 'have'} a report`,
    ];
  if (differences.length === 0) return ['what differs between cells: nothing'];
  return [
    `what differs between cells: ${differences.length}`,
    ...differences.flatMap((one) => [
      `  ${subjectOf(one, cwd)}`,
      ...one.seen.map(({ cell, words, folder }) => `    ${cellName(cell)}: ${words}  (${folder})`),
    ]),
  ];
}

/** What it is that differs. */
export function subjectOf(difference: Difference, cwd: string): string {
  const at = (place: Place) => formatPlace({ ...place, file: relative(cwd, place.file) || place.file });
  switch (difference.of) {
    case 'healthy-run':
      return 'the healthy run';
    case 'job': {
      const { taskName, job } = difference.job;
      return `the job "${taskName}"${job.item === null ? '' : ` [${job.item}]`} of ${job.host} (${at(job.place)})`;
    }
    case 'trial': {
      const { fault, taskName, job } = difference.trial;
      return `${fault} on "${taskName}"${job.item === null ? '' : ` [${job.item}]`} of ${job.host} (${at(job.place)})`;
    }
  }
}
