import { relative } from 'node:path';
import type { DrillReport } from '../../model/report.ts';
import { githubAnnotations } from '../github.ts';
import { gitlabCodeQuality } from '../gitlab.ts';
import { drillHtml } from '../html/html.ts';
import { jsonOf } from '../json.ts';
import type { Reporters } from '../reporter.ts';
import { reportText } from '../terminal.ts';
import { findingsOf } from './findings.ts';
import { drillJunit } from './junit.ts';
import { drillMarkdown } from './markdown.ts';
import { drillSarif } from './sarif.ts';

export const DRILL_REPORTERS: Reporters<DrillReport> = {
  of: 'a drill',
  bundled: {
    terminal: (report, context) =>
      `${reportText({ ...report, folder: relative(context.cwd, report.folder) }, context)}\n`,
    html: (report, context) => drillHtml({ report, ...context, earlier: context.earlier() }, context.template()),
    json: jsonOf,
    junit: drillJunit,
    sarif: drillSarif,
    github: (report, { cwd }) => githubAnnotations(findingsOf(report, cwd)),
    gitlab: (report, { cwd }) => gitlabCodeQuality(findingsOf(report, cwd), report.playbook),
    markdown: drillMarkdown,
  },
};
