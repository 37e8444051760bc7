import { visibleJson } from '../model/visible.ts';
import type { AuditReport } from './audit-text.ts';

/** The whole audit as data: `docs/schema/audit.json` describes it. */
export function auditJson(report: AuditReport): string {
  const { project } = report;
  const body = {
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
  return `${visibleJson(JSON.stringify(body, null, 2))}\n`;
}
