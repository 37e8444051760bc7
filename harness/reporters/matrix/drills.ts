import { relative } from 'node:path';
import type { MatrixReport } from '../../model/matrix.ts';
import type { DrillReport } from '../../model/report.ts';
import { findingsOf } from '../drill/findings.ts';
import { drillSuites } from '../drill/junit.ts';
import { DRILL_RULES } from '../drill/rules.ts';
import { trialFacts } from '../drill/sarif.ts';
import { identityOf } from '../finding-names.ts';
import { githubAnnotations } from '../github.ts';
import { gitlabCodeQuality } from '../gitlab.ts';
import { matrixHtml } from '../html/html.ts';
import { jsonOf } from '../json.ts';
import type { ReporterContext, Reporters } from '../reporter.ts';
import { sarif } from '../sarif.ts';
import { type ToldCell, toldCells } from './cells.ts';
import { matrixFindings } from './findings.ts';
import { matrixJunit } from './junit.ts';
import { matrixMarkdown } from './markdown.ts';
import { subjectOf } from './subjects.ts';
import { matrixText } from './text.ts';
import type { MatrixView } from './view.ts';

/** What can be made of a matrix of drills. */
export const MATRIX_REPORTERS: Reporters<MatrixReport> = {
  of: 'a matrix of drills',
  bundled: {
    terminal: (report, context) => matrixText(viewOf(report, report.playbook, context.cwd), context),
    html: (report, context) => matrixHtml({ report, ...context }, context.template()),
    json: jsonOf,
    junit: (report, { cwd, drill }) =>
      matrixJunit(toldCells(report.cells, drill), 'drill', (one) => drillSuites(one, cwd)),
    sarif: (report, context) =>
      sarif({
        findings: found(report, context),
        rules: DRILL_RULES,
        version: context.version,
        fingerprintOf: identityOf,
        properties: {
          verdict: report.verdict,
          cells: toldCells(report.cells, context.drill).map(propertiesOf),
        },
      }),
    github: (report, context) => githubAnnotations(found(report, context)),
    gitlab: (report, context) => gitlabCodeQuality(found(report, context), report.playbook),
    markdown: (report, { cwd }) => matrixMarkdown(viewOf(report, relative(cwd, report.playbook), cwd)),
  },
};

function found(report: MatrixReport, { cwd, drill }: ReporterContext) {
  return matrixFindings(toldCells(report.cells, drill), {
    of: (one) => findingsOf(one, cwd),
    home: relative(cwd, report.playbook) || report.playbook,
  });
}

function propertiesOf({ cell, report, because }: ToldCell<DrillReport>) {
  return { ...cell, ...(report ? { verdict: report.verdict, trials: report.trials.map(trialFacts) } : { because }) };
}

function viewOf(report: MatrixReport, title: string, cwd: string): MatrixView {
  return {
    title: title || report.playbook,
    verdict: report.verdict,
    wallMs: report.wallMs,
    folder: report.folder,
    differences: report.differences.map((one) => ({ of: subjectOf(one, cwd), seen: one.seen })),
    scoreOf: 'reap score',
    cells: report.cells.map((one) =>
      'because' in one
        ? one
        : { ...one, score: one.score.counted === 0 ? 'none' : `${one.score.surfaced}/${one.score.counted}` },
    ),
  };
}
