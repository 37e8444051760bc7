import { cellName } from '../../model/matrix.ts';
import { markdownText as text } from '../markdown-text.ts';
import { differencesText } from './text.ts';
import type { MatrixView } from './view.ts';

/** For a job's summary page or a comment. */
export function matrixMarkdown(view: MatrixView): string {
  const [head = '', ...differences] = differencesText(view);
  const rows = view.cells.map((one) =>
    'because' in one
      ? `${text(cellName(one.cell))} | | **unknown** | ${text(one.because.split('\n')[0] ?? '')}`
      : `${text(cellName(one.cell))} | ${one.coreVersion} | ${one.verdict === 'pass' ? 'pass' : `**${one.verdict}**`} | ${text(one.score)}`,
  );
  return [
    `## ${view.verdict.toUpperCase()}: ${text(view.title)} in ${view.cells.length} cells`,
    '',
    text(head),
    ...differences.map((line) => `${line.startsWith('    ') ? '  ' : ''}- ${text(line.trim())}`),
    '',
    `cell | ansible-core | verdict | ${view.scoreOf}`,
    '--- | --- | --- | ---',
    ...rows,
    '',
  ].join('\n');
}
