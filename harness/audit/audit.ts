import { type AuditedProject, type AuditFinding, type AuditNote, internalError } from '../model/audit.ts';
import { type AuditOptions, DEFAULT_OPTIONS } from '../source/options.ts';
import { readProject } from '../source/read-project.ts';
import { RULES } from './rules/index.ts';

export interface AuditResult {
  readonly project: AuditedProject;
  readonly findings: readonly AuditFinding[];
}

/** Text in, findings out: pure, so the same tree gives the same answer. `texts` are paths, as the user sees them, to texts. */
export function audit(texts: ReadonlyMap<string, string>, options: AuditOptions = DEFAULT_OPTIONS): AuditResult {
  const project = readProject(texts, options);
  const notes: AuditNote[] = [...project.notes];
  const findings = RULES.flatMap((rule) => {
    try {
      return rule.check(project);
    } catch (error) {
      const [file = '.'] = texts.keys();
      notes.push(internalError({ file, line: 1 }, new Error(`rule ${rule.id}: ${String(error)}`)));
      return [];
    }
  });
  return { project: { ...project, notes }, findings: findings.sort(byPlace) };
}

function byPlace(a: AuditFinding, b: AuditFinding): number {
  return (
    compare(a.place.file, b.place.file) ||
    a.place.line - b.place.line ||
    (a.place.column ?? 0) - (b.place.column ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
