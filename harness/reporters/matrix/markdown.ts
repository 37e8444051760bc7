import { relative } from 'node:path';
import { cellName, type MatrixReport } from '../../model/matrix.ts';
import { markdownText as text } from '../markdown-text.ts';
import type { Reporter } from '../reporter.ts';
import { differencesText } from './text.ts';

/** For a job's summary page or a comment. */
export const matrixMarkdown: Reporter<MatrixReport> = (report, { cwd }) => {
  const [head = '', ...differences] = differencesText(report, cwd);
  const rows = report.cells.map((one) =>
    'because' in one
      ? `${text(cellName(one.cell))} | | **unknown** | ${text(one.because.split('\n')[0] ?? '')}`
      : `${text(cellName(one.cell))} | ${one.coreVersion} | ${one.verdict === 'pass' ? 'pass' : `**${one.verdict}**`} | ${one.score.counted === 0 ? 'none' : `${one.score.surfaced} of ${one.score.counted}`}`,
  );
  return [
    `## ${report.verdict.toUpperCase()}: ${text(relative(cwd, report.playbook) || report.playbook)} in ${report.cells.length} cells`,
    '',
    text(head),
    ...differences.map((line) => `${line.startsWith('    ') ? '  ' : ''}- ${text(line.trim())}`),
    '',
    'cell | ansible-core | verdict | reap score',
    '--- | --- | --- | ---',
    ...rows,
    '',
  ].join('\n');
};
