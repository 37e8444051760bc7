import { visibleJson } from '../../model/visible.ts';
import type { AuditReport } from './text.ts';

/** The whole audit as text: `docs/schema/audit.json` describes it. */
export function auditJson(report: AuditReport): string {
  return `${visibleJson(JSON.stringify(auditData(report), null, 2))}\n`;
}

/** The same as data. */
export function auditData(report: AuditReport): object {
  const { project } = report;
  return {
    schema: 'reapcheck/audit/1',
    // As it was said before there was a `schema`.
    version: 1,
    tool: { name: 'reapcheck', version: report.version },
    findings: report.findings,
    apart: report.apart,
    ignored: report.ignored,
    asyncTasks: project.asyncTasks.map(({ drill, ...task }) => ({
      ...task,
      outcomes: drill && Object.fromEntries(drill.outcomes),
    })),
    reaps: project.reaps,
    notes: report.notes,
    filesRead: project.filesRead,
    filesParsed: project.filesParsed,
  };
}
