import { relative } from 'node:path';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { MATRIX_FILE } from '../../history/stored-reports.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import { cellName } from '../../model/matrix.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { TextOptions } from '../terminal.ts';
import type { MatrixView } from './view.ts';

const COLOURS = { pass: 'green', fail: 'red', unknown: 'yellow' } as const;

/** What differs between cells first, then each cell. */
export function matrixText(view: MatrixView, { cwd, colour }: TextOptions): string {
  const paint = (how: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) =>
    colour ? styleText(how, text, { validateStream: false }) : text;
  const painted = (verdict: Verdict) => paint(COLOURS[verdict], verdict.toUpperCase());
  const table = new Table({
    head: ['cell', 'ansible-core', 'verdict', view.scoreOf, 'took', 'report'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const one of view.cells)
    if ('because' in one) table.push([cellName(one.cell), '', painted('unknown'), '', '', 'none: see below']);
    else
      table.push([
        cellName(one.cell),
        one.coreVersion,
        painted(one.verdict),
        one.score,
        inSeconds(one.wallMs),
        relative(cwd, `${view.folder}/${one.folder}`),
      ]);
  return `${[
    '',
    `${paint('bold', view.title)}  in ${view.cells.length} cells`,
    ...differencesText(view).map((line) => (line.startsWith(' ') ? line : paint('bold', line))),
    table.toString(),
    ...view.cells.flatMap((one) =>
      'because' in one ? ['', `${paint('yellow', 'unknown')}  ${cellName(one.cell)}: ${one.because}`] : [],
    ),
    '',
    `verdict: ${painted(view.verdict)}, of the worst cell   ${inSeconds(view.wallMs)}`,
    paint('dim', `report: ${relative(cwd, view.folder)}/${MATRIX_FILE}`),
  ].join('\n')}\n`;
}

/** A head, and each difference with what each cell showed. */
export function differencesText({ differences, cells }: MatrixView): readonly string[] {
  const reported = cells.filter((one) => !('because' in one)).length;
  if (reported < 2)
    return [
      `what differs between cells: nothing can be told, as ${reported} of them ${reported === 1 ? 'has' : 'have'} a report`,
    ];
  if (differences.length === 0) return ['what differs between cells: nothing'];
  return [
    `what differs between cells: ${differences.length}`,
    ...differences.flatMap(({ of, seen }) => [
      `  ${of}`,
      ...seen.map(({ cell, words, folder }) => `    ${cellName(cell)}: ${words}  (${folder})`),
    ]),
  ];
}
