import { githubAnnotations } from '../github.ts';
import { gitlabCodeQuality } from '../gitlab.ts';
import { auditHtml } from '../html/html.ts';
import type { Reporters } from '../reporter.ts';
import { sarif } from '../sarif.ts';
import { auditData, auditJson } from './json.ts';
import { auditMarkdown } from './markdown.ts';
import { auditText } from './text.ts';
import { type AuditTold, NOT_JUDGED, openIn } from './told.ts';

export const AUDIT_REPORTERS: Reporters<AuditTold> = {
  of: 'an audit',
  bundled: {
    terminal: ({ report, list, notes }) => auditText(report, { list, notes }),
    html: (told, { template }) => auditHtml({ ...told, diffs: told.diffs(), mends: told.mends() }, template()),
    json: ({ report }) => auditJson(report),
    // Only who asks for it waits for what writes XML.
    junit: async (told, context) => (await import('./junit.ts')).auditJunit(told, context),
    sarif: ({ report, rules, fingerprintOf }) => {
      const open = openIn(report);
      return sarif({
        findings: [...report.findings, ...open],
        rules: open.length > 0 ? [...rules(), NOT_JUDGED] : rules(),
        version: report.version,
        fingerprintOf,
      });
    },
    github: ({ report }) => githubAnnotations([...report.findings, ...openIn(report)]),
    gitlab: ({ report, fingerprintOf }) =>
      gitlabCodeQuality([...report.findings, ...openIn(report)], '.', fingerprintOf),
    markdown: auditMarkdown,
  },
  published: ({ report }) => auditData(report),
};
