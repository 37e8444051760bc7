import type { AsyncTask } from '../../model/audit.ts';
import { visibleJson } from '../../model/visible.ts';
import { Each, jsonPieces } from '../pieces.ts';
import type { AuditReport } from './text.ts';

/** The whole audit as text: `docs/schema/audit.json` describes it. */
export function* auditJson(report: AuditReport): Iterable<string> {
  const { findings, asyncTasks, reaps } = partsOf(report);
  const each = { findings: new Each(findings), asyncTasks: new Each(asyncTasks, taskData), reaps: new Each(reaps) };
  for (const piece of jsonPieces({ ...partsOf(report), ...each })) yield visibleJson(piece);
  yield '\n';
}

/** The same as data. */
export function auditData(report: AuditReport): object {
  const parts = partsOf(report);
  return { ...parts, asyncTasks: parts.asyncTasks.map(taskData) };
}

function taskData({ drill, ...task }: AsyncTask): object {
  return { ...task, outcomes: drill && Object.fromEntries(drill.outcomes) };
}

function partsOf(report: AuditReport) {
  const { project } = report;
  return {
    schema: 'reapcheck/audit/1',
    // As it was said before there was a `schema`.
    version: 1,
    tool: { name: 'reapcheck', version: report.version },
    findings: report.findings,
    apart: report.apart,
    ignored: report.ignored,
    asyncTasks: project.asyncTasks,
    reaps: project.reaps,
    notes: report.notes,
    filesRead: project.filesRead,
    filesParsed: project.filesParsed,
  };
}
