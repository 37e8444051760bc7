import type { AuditFinding, AuditNote } from '../model/audit.ts';

const IGNORE = /#\s*reapcheck:\s*ignore(-file)?\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?:--\s*(.*\S))?\s*$/;

interface Comment {
  readonly line: number;
  /** The first line after the comment that isn't a comment: what it stands above. */
  readonly below: number;
  readonly wholeFile: boolean;
  readonly rules: readonly string[];
  readonly reason: string;
}

export interface Ignored {
  readonly kept: readonly AuditFinding[];
  readonly ignored: readonly { readonly finding: AuditFinding; readonly reason: string }[];
  readonly notes: readonly AuditNote[];
}

/**
 * Takes out findings with a `# reapcheck: ignore rule -- reason` behind or above their line or their task. A comment
 * without a reason ignores nothing, and says so; one that ignores nothing is a note.
 */
export function applyIgnores(findings: readonly AuditFinding[], texts: ReadonlyMap<string, string>): Ignored {
  const notes: AuditNote[] = [];
  const comments = new Map<string, readonly Comment[]>();
  for (const [file, text] of texts)
    if (text.includes('reapcheck:')) comments.set(file, readComments(file, text, notes));
  const used = new Set<Comment>();
  const ignored: { finding: AuditFinding; reason: string }[] = [];
  const kept = findings.filter((finding) => {
    const hit = comments
      .get(finding.place.file)
      ?.find((comment) => comment.rules.includes(finding.rule) && covers(comment, finding));
    if (!hit) return true;
    used.add(hit);
    ignored.push({ finding, reason: hit.reason });
    return false;
  });
  for (const [file, list] of comments) {
    for (const comment of list) {
      if (!used.has(comment))
        notes.push({
          code: 'unused-ignore',
          place: { file, line: comment.line },
          message: `nothing here to ignore for ${comment.rules.join(', ')}`,
        });
    }
  }
  return { kept, ignored, notes };
}

function covers(comment: Comment, finding: AuditFinding): boolean {
  if (comment.wholeFile) return true;
  const task = Number(/:(\d+):\d+$/.exec(finding.subject ?? '')?.[1] ?? finding.place.line);
  const from = Math.min(task, finding.place.line);
  return (
    comment.below === from ||
    comment.below === finding.place.line ||
    (comment.line >= from && comment.line <= finding.place.line)
  );
}

function readComments(file: string, text: string, notes: AuditNote[]): Comment[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((content, index) => {
    const match = IGNORE.exec(content);
    const line = index + 1;
    if (!match) return [];
    if (!match[3]) {
      notes.push({
        code: 'ignore-without-reason',
        place: { file, line },
        message: 'ignores nothing: give a reason, as in "# reapcheck: ignore unreaped-job -- the server stays up"',
      });
      return [];
    }
    let below = index;
    while (/^\s*(#|$)/.test(lines[below] ?? 'x')) below += 1;
    return [
      {
        line,
        below: below + 1,
        wholeFile: match[1] !== undefined,
        rules: (match[2] ?? '').split(/\s*,\s*/),
        reason: match[3],
      },
    ];
  });
}
