import type { AsyncTask, AuditFinding, AuditReap, KnownNumber } from '../../model/audit.ts';
import type { AuditPage } from '../../model/audit-page.ts';
import type { SourceShown } from '../../model/drill-page.ts';
import type { Mend } from '../../model/mend.ts';
import { samePlace } from '../../model/place.ts';
import { type AuditReport, causesOf, summaryOf } from '../audit/text.ts';
import { count } from '../count.ts';
import { findingShown, type PlacedFinding, stepsOf, withoutPlace, worstFirst } from './findings.ts';
import { mendsAt } from './mends.ts';
import { type Names, namesFrom } from './names.ts';

/** All that a page is made of. */
export interface KeptAudit {
  readonly report: AuditReport;
  /** Whether a part could not be judged. */
  readonly unknown: boolean;
  /** What was audited, as it was named. */
  readonly paths: readonly string[];
  /** What `--fix` would change, a unified diff for each file. */
  readonly diffs: readonly string[];
  /** The same, line by line. */
  readonly mends: readonly Mend[];
}

/** An audit names files as from the current directory already. */
const HERE = '.';

/** What the page of an audit shows. */
export function auditPage({ report, unknown, paths, diffs, mends }: KeptAudit): AuditPage {
  const names = namesFrom(HERE);
  const findings = worstFirst(report.findings).map((finding) => shownWithWay(finding, names));
  const outcome = findings.length > 0 ? 'findings' : unknown ? 'unknown' : 'clean';
  const errors = report.findings.some(({ severity }) => severity === 'error');
  const { project } = report;
  return {
    schema: 'reapcheck/audit-page/1',
    title: paths.join(', '),
    outcome,
    tone: outcome === 'clean' ? 'good' : errors ? 'bad' : 'open',
    says: `${summaryOf(report)}.`,
    facts: [
      { label: 'reapcheck', value: report.version },
      { label: 'files', value: String(project.filesRead) },
      { label: 'async tasks', value: String(project.asyncTasks.length) },
      { label: 'reaps', value: String(project.reaps.length) },
      ...(report.apart.length > 0 ? [{ label: 'set apart', value: count(report.apart.length, 'finding') }] : []),
      ...(report.ignored.length > 0 ? [{ label: 'ignored', value: count(report.ignored.length, 'finding') }] : []),
    ],
    next: stepsOf(findings),
    causes: causesOf(report.findings),
    findings: findings.map(({ subject: _, ...finding }) => withoutPlace(finding)),
    sources: sourcesOf(report, mends, findings, names),
    diffs,
    notes: report.notes.map((note) => `${names.at(note.place)}: ${note.message}`),
    runs: [],
  };
}

/** A finding, and the task that it is about. */
type OfTask = PlacedFinding & { readonly subject?: string };

function shownWithWay(finding: AuditFinding, names: Names): OfTask {
  const shown = findingShown(finding, names);
  const { witness = [], drill, subject } = finding;
  return {
    ...shown,
    ...(subject === undefined ? {} : { subject }),
    ...(drill === undefined ? {} : { evidence: [...shown.evidence, `a drill would tell: ${drill}`] }),
    ...(witness.length === 0
      ? {}
      : { way: witness.map((step) => ({ at: names.at(step.place), text: `${step.task}: ${step.what}` })) }),
  };
}

/** Async tasks and reaps at their lines, by what the audit took their keywords for. */
function sourcesOf(
  { project }: AuditReport,
  mends: readonly Mend[],
  findings: readonly OfTask[],
  names: Names,
): readonly SourceShown[] {
  const tasks = [...project.asyncTasks, ...project.reaps];
  const files = Map.groupBy(tasks, ({ place }) => place.file);
  return [...files].map(([file, ones]) => ({
    file: names.at({ file, line: 1 }).replace(/:1$/, ''),
    tasks: ones
      .toSorted((a, b) => a.place.line - b.place.line)
      .map((task) => ({
        line: task.place.line,
        code: codeOf(task),
        marks: [],
        mends: mendsAt(
          mends,
          task.place.file,
          task.place.line,
          ones.map(({ place }) => place.line),
        ),
        findings: findings.flatMap(({ subject, place }, index) =>
          subject === task.id || (place && samePlace(place, task.place)) ? [index] : [],
        ),
      })),
  }));
}

function codeOf(task: AsyncTask | AuditReap): readonly string[] {
  const head = task.name ? [`- name: ${task.name}`, `  ${task.action}: …`] : [`- ${task.action}: …`];
  const keywords: readonly (readonly [string, string | undefined])[] =
    task.kind === 'async'
      ? [
          ['async', written(task.limit)],
          ['poll', written(task.poll)],
        ]
      : [
          ['until', task.until],
          ['retries', written(task.retries)],
          ['delay', written(task.delay)],
        ];
  const all = [...keywords, ['register', task.register] as const];
  return [...head, ...all.flatMap(([key, value]) => (value === undefined ? [] : [`  ${key}: ${value}`]))];
}

function written({ text }: KnownNumber): string | undefined {
  return text === '' ? undefined : text;
}
