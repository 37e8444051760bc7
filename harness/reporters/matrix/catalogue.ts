import type { MatrixReport } from '../../model/matrix.ts';
import type { Reporters } from '../reporter.ts';
import { matrixMarkdown } from './markdown.ts';
import { matrixText } from './text.ts';

/** By the names under which `--reporter` knows them. */
export const MATRIX_REPORTERS: Reporters<MatrixReport> = {
  terminal: matrixText,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown: matrixMarkdown,
};
