import { createHash } from 'node:crypto';
import type { AuditFinding } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';

/** Findings that were there before: by rule, file and the text of their line, so that they survive edits elsewhere. */
export interface Baseline {
  readonly version: 1;
  readonly findings: Readonly<Record<string, number>>;
}

export function fingerprint(finding: AuditFinding, texts: ReadonlyMap<string, string>): string {
  const line = texts.get(finding.place.file)?.split('\n')[finding.place.line - 1]?.trim() ?? '';
  const hash = createHash('sha256')
    .update(`${finding.rule}\n${finding.place.file}\n${line}`)
    .digest('hex')
    .slice(0, 16);
  return `${finding.rule} ${finding.place.file} ${hash}`;
}

export function toBaseline(findings: readonly AuditFinding[], texts: ReadonlyMap<string, string>): Baseline {
  const counts: Record<string, number> = {};
  for (const finding of findings) {
    const key = fingerprint(finding, texts);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return { version: 1, findings: Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The findings beyond those of the baseline. */
export function newSince(
  baseline: Baseline,
  findings: readonly AuditFinding[],
  texts: ReadonlyMap<string, string>,
): AuditFinding[] {
  const left = new Map(Object.entries(baseline.findings));
  return findings.filter((finding) => {
    const key = fingerprint(finding, texts);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** Throws a usage error where the text is no baseline of this version. */
export function readBaseline(file: string, text: string): Baseline {
  try {
    const read = JSON.parse(text) as Partial<Baseline>;
    if (read.version === 1 && read.findings && Object.values(read.findings).every((count) => typeof count === 'number'))
      return read as Baseline;
  } catch {
    // Falls through to the one error for whatever it is instead.
  }
  throw new ReapcheckError({
    code: 'bad-baseline',
    kind: 'usage',
    what: 'not a baseline of reapcheck audit',
    where: { file, line: 1 },
    expected: '{"version": 1, "findings": {…}}',
    remedy: `write it anew: reapcheck audit --write-baseline ${file}`,
  });
}
