import { relative } from 'node:path';
import type { RunReport } from '../../model/run-report.ts';
import { identityOf } from '../finding-names.ts';
import { githubAnnotations } from '../github.ts';
import { gitlabCodeQuality } from '../gitlab.ts';
import { scenariosHtml } from '../html/html.ts';
import { jsonOf } from '../json.ts';
import type { Reporters } from '../reporter.ts';
import { sarif } from '../sarif.ts';
import { RUN_RULES, runFindings } from './findings.ts';
import { runJunit } from './junit.ts';
import { runMarkdown } from './markdown.ts';
import { runText } from './text.ts';

export const RUN_REPORTERS: Reporters<RunReport> = {
  of: 'a run of scenarios',
  bundled: {
    terminal: (report, context) => `${runText({ ...report, folder: relative(context.cwd, report.folder) }, context)}\n`,
    html: (report, context) => scenariosHtml({ report, ...context }, context.template()),
    json: jsonOf,
    junit: runJunit,
    sarif: (report, { cwd, version }) =>
      sarif({
        findings: runFindings(report, cwd),
        rules: RUN_RULES,
        version,
        fingerprintOf: identityOf,
        properties: {
          verdict: report.verdict,
          scenarios: report.results.map(({ theme, name, verdict }) => ({ name: `${theme}/${name}`, verdict })),
        },
      }),
    github: (report, { cwd }) => githubAnnotations(runFindings(report, cwd)),
    gitlab: (report, { cwd }) => gitlabCodeQuality(runFindings(report, cwd), 'scenarios'),
    markdown: runMarkdown,
  },
};
