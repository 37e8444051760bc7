import type { MatrixReport } from '../../model/matrix.ts';
import { DRILL_RULES } from '../drill/rules.ts';
import { trialFacts } from '../drill/sarif.ts';
import { identityOf } from '../finding-names.ts';
import { githubAnnotations } from '../github.ts';
import { gitlabCodeQuality } from '../gitlab.ts';
import { matrixHtml } from '../html/html.ts';
import { jsonOf } from '../json.ts';
import type { Reporters } from '../reporter.ts';
import { sarif } from '../sarif.ts';
import { toldCells } from './cells.ts';
import { matrixFindings } from './findings.ts';
import { matrixJunit } from './junit.ts';
import { matrixMarkdown } from './markdown.ts';
import { matrixText } from './text.ts';

export const MATRIX_REPORTERS: Reporters<MatrixReport> = {
  of: 'a matrix of drills',
  bundled: {
    terminal: matrixText,
    html: (report, context) => matrixHtml({ report, ...context }, context.template()),
    json: jsonOf,
    junit: matrixJunit,
    sarif: (report, context) =>
      sarif({
        findings: matrixFindings(report, context),
        rules: DRILL_RULES,
        version: context.version,
        fingerprintOf: identityOf,
        properties: {
          verdict: report.verdict,
          cells: toldCells(report, context.drill).map(({ cell, drill, because }) => ({
            ...cell,
            ...(drill ? { verdict: drill.verdict, trials: drill.trials.map(trialFacts) } : { because }),
          })),
        },
      }),
    github: (report, context) => githubAnnotations(matrixFindings(report, context)),
    gitlab: (report, context) => gitlabCodeQuality(matrixFindings(report, context), report.playbook),
    markdown: matrixMarkdown,
  },
};
