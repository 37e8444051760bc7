import type { RunMatrixReport } from '../../model/run-matrix.ts';
import { identityOf } from '../finding-names.ts';
import { githubAnnotations } from '../github.ts';
import { gitlabCodeQuality } from '../gitlab.ts';
import { runMatrixHtml } from '../html/html.ts';
import { jsonOf } from '../json.ts';
import type { ReporterContext, Reporters } from '../reporter.ts';
import { countsWords, RUN_RULES, runFindings } from '../run/findings.ts';
import { runSuites } from '../run/junit.ts';
import { sarif } from '../sarif.ts';
import { toldCells } from './cells.ts';
import { matrixFindings } from './findings.ts';
import { matrixJunit } from './junit.ts';
import { matrixMarkdown } from './markdown.ts';
import { runSubjectOf } from './subjects.ts';
import { matrixText } from './text.ts';
import type { MatrixView } from './view.ts';

/** What can be made of scenarios that were run in several cells. */
export const RUN_MATRIX_REPORTERS: Reporters<RunMatrixReport> = {
  of: 'a matrix of scenarios',
  bundled: {
    terminal: (report, context) => matrixText(viewOf(report, context.cwd), context),
    html: (report, context) => runMatrixHtml({ report, ...context }, context.template()),
    json: jsonOf,
    junit: (report, { cwd, scenarios }) =>
      matrixJunit(toldCells(report.cells, scenarios), 'scenarios', (one) => runSuites(one, cwd)),
    sarif: (report, context) =>
      sarif({
        findings: found(report, context),
        rules: RUN_RULES,
        version: context.version,
        fingerprintOf: identityOf,
        properties: {
          verdict: report.verdict,
          cells: report.cells.map(({ cell, ...one }) => ({
            ...cell,
            ...('because' in one ? { because: one.because } : { verdict: one.verdict, scenarios: one.counts }),
          })),
        },
      }),
    github: (report, context) => githubAnnotations(found(report, context)),
    gitlab: (report, context) => gitlabCodeQuality(found(report, context), HOME),
    markdown: (report, { cwd }) => matrixMarkdown(viewOf(report, cwd)),
  },
};

/** Where a finding without a place stands. */
const HOME = 'scenarios';

function found(report: RunMatrixReport, { cwd, scenarios }: ReporterContext) {
  return matrixFindings(toldCells(report.cells, scenarios), { of: (one) => runFindings(one, cwd), home: HOME });
}

function viewOf(report: RunMatrixReport, cwd: string): MatrixView {
  const { verdict, wallMs, folder, differences, cells } = report;
  return {
    ...{ title: 'scenarios', verdict, wallMs, folder },
    differences: differences.map((one) => ({ of: runSubjectOf(one, cwd), seen: one.seen })),
    scoreOf: 'scenarios',
    cells: cells.map((one) => ('because' in one ? one : { ...one, score: countsWords(one.counts) })),
  };
}
