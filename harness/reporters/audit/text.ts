import type { AuditedProject, AuditFinding, AuditNote } from '../../model/audit.ts';
import type { CauseShown } from '../../model/audit-page.ts';
import type { Severity } from '../../model/finding.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { visible, visibleLines } from '../../model/visible.ts';
import { count } from '../count.ts';

export interface AuditReport {
  readonly project: AuditedProject;
  readonly findings: readonly AuditFinding[];
  /** Findings in files that are set apart: counted. */
  readonly apart: readonly AuditFinding[];
  readonly ignored: readonly { readonly finding: AuditFinding; readonly reason: string }[];
  readonly notes: readonly AuditNote[];
  /** Notes that are shown unasked: what was named and isn't judged in full. */
  readonly told: (note: AuditNote) => boolean;
  readonly texts: ReadonlyMap<string, string>;
  readonly version: string;
}

/** Findings with the source around them, for people. */
export function* auditText(
  report: AuditReport,
  options: { readonly list: boolean; readonly notes: boolean },
): Iterable<string> {
  const lines = linesOf(report.texts);
  if (options.list) yield `${[...listing(report.project), ''].join('\n')}\n`;
  for (const finding of report.findings) yield `${findingText(finding, lines(finding.place.file)).join('\n')}\n`;
  const notes = report.notes.filter((note) => options.notes || report.told(note));
  const end = [
    ...notes.map((note) => `${at(note.place)}: not read in full: ${visible(note.message)} [${note.code}]`),
    ...(report.findings.length > FEW ? byCause('by cause:', report.findings) : []),
    ...(report.apart.length > 0 ? byCause('set apart:', report.apart) : []),
    summaryOf(report),
  ];
  yield `${end.join('\n')}\n`;
}

function findingText(finding: AuditFinding, lines: readonly string[]): readonly string[] {
  const { place, severity, message, rule, confidence, evidence, related = [], remedy } = finding;
  return [
    `${at(place)}: ${severity}: ${visible(message)} [${rule}, ${confidence}]`,
    ...excerpt(finding, lines),
    ...evidence.map((fact) => `  - ${visible(fact)}`),
    ...related.map((other) => `  - ${visible(other.message)}: ${at(other.place)}`),
    ...wayOf(finding),
    ...visibleLines(remedy)
      .split('\n')
      .map((line, index) => (index === 0 ? `  to do: ${line}` : `         ${line}`)),
    '',
  ];
}

/** So many findings are seen at a glance. */
const FEW = 10;

/** How often each rule has found something, the worst first, and in how many files. */
export function causesOf(findings: readonly AuditFinding[]): readonly CauseShown[] {
  const causes = [...Map.groupBy(findings, ({ rule, severity }) => `${severity} ${rule}`).values()].flatMap((all) => {
    const [first] = all;
    const files = new Set(all.map(({ place }) => place.file)).size;
    return first ? [{ rule: first.rule, severity: first.severity, count: all.length, files }] : [];
  });
  const rank = ({ severity }: CauseShown) => SEVERITIES.indexOf(severity);
  return causes.toSorted((a, b) => rank(a) - rank(b) || b.count - a.count || (a.rule < b.rule ? -1 : 1));
}

function byCause(title: string, findings: readonly AuditFinding[]): string[] {
  const causes = causesOf(findings);
  const width = String(Math.max(...causes.map(({ count }) => count))).length;
  return [
    title,
    ...causes.map(
      ({ rule, severity, count: found, files }) =>
        `  ${String(found).padStart(width)} ${severity} ${rule}, in ${count(files, 'file')}`,
    ),
    '',
  ];
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

function at(place: Place): string {
  return visible(formatPlace(place));
}

/** Lines of a file; findings come file by file, so that one is kept. */
function linesOf(texts: ReadonlyMap<string, string>): (file: string) => readonly string[] {
  let kept: { file: string; lines: readonly string[] } | undefined;
  return (file) => {
    if (kept?.file !== file) kept = { file, lines: texts.get(file)?.split(/\r?\n/) ?? [] };
    return kept.lines;
  };
}

function excerpt(finding: AuditFinding, lines: readonly string[]): string[] {
  const line = lines[finding.place.line - 1];
  if (line === undefined) return [];
  const number = String(finding.place.line);
  const before = visibleLines(line.slice(0, (finding.place.column ?? 1) - 1));
  const lead = before.replace(/[^\t]/g, ' ');
  return [`  ${number} | ${visibleLines(line)}`, `  ${' '.repeat(number.length)} | ${lead}^`];
}

/** Of a long way the first ones, and as many of the last. */
const SHOWN_STEPS = 12;

/** The way on which it happens, and the drill that would confirm or refute it. */
function wayOf({ witness = [], drill }: AuditFinding): string[] {
  const all = witness.map((step) => `    ${at(step.place)}: ${visible(`${step.task}: ${step.what}`)}`);
  const left = all.length - 2 * SHOWN_STEPS;
  const steps =
    left > 1
      ? [
          ...all.slice(0, SHOWN_STEPS),
          `    … ${left} more steps (all of them: --reporter json)`,
          ...all.slice(-SHOWN_STEPS),
        ]
      : all;
  return [...(steps.length > 0 ? ['  the way:', ...steps] : []), ...(drill ? [`  drill: ${visible(drill)}`] : [])];
}

function listing(project: AuditedProject): string[] {
  return project.asyncTasks.map((task) => {
    const limit = task.limit.known ? `${task.limit.value} s` : 'unknown';
    const reaps = task.reaps.length
      ? `reaped at ${task.reaps.join(', ')}`
      : task.escapes.length
        ? `job id goes to ${task.escapes[0]?.what ?? ''}`
        : task.class === 'keep-alive'
          ? 'polled by the task itself'
          : 'not reaped';
    return visible(
      `${formatPlace(task.place)}: ${task.class}, limit ${limit}, ${reaps} (${task.classWhy}): ${task.name || task.action}`,
    );
  });
}

/** What was found, and in how much, in one line. */
export function summaryOf(report: AuditReport): string {
  const { project, findings } = report;
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const found =
    findings.length === 0
      ? 'no findings'
      : `${count(findings.length, 'finding')} (${of('error')} error, ${of('warning')} warning, ${of('note')} note)`;
  const extra = [
    report.apart.length ? `${report.apart.length} set apart` : '',
    report.ignored.length ? `${report.ignored.length} ignored` : '',
    report.notes.length ? `${count(report.notes.length, 'place')} not read in full (--notes)` : '',
  ].filter(Boolean);
  return `${[found, ...extra].join(', ')}; ${count(project.asyncTasks.length, 'async task')} and ${count(project.reaps.length, 'reap')} in ${count(project.filesRead, 'file')}`;
}
