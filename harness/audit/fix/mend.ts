import type { AuditedProject, AuditFinding } from '../../model/audit.ts';
import { planFixes } from './plan.ts';

/** A fix may uncover another: after that many rounds, something is wrong with the fixes. */
const MAX_ROUNDS = 5;

/** Texts, and what an audit says of them. */
export interface Judged {
  readonly texts: ReadonlyMap<string, string>;
  readonly project: AuditedProject;
  readonly findings: readonly AuditFinding[];
}

export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What there is once all that has an answer has been mended. `proposals`: answers that are likely the right ones, too. */
export function mend<Seen extends Judged>(
  first: Seen,
  judge: (texts: ReadonlyMap<string, string>) => Seen,
  { proposals = false } = {},
): Seen {
  let seen = first;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { texts, project, findings } = seen;
    const changed = planFixes(findings, project, texts, { proposals });
    if (changed.size === 0) break;
    seen = judge(new Map([...texts, ...changed]));
  }
  return seen;
}

/** Files whose texts are other ones. */
export function changesOf({ texts: old }: Judged, { texts }: Judged): readonly FileChange[] {
  return [...texts].flatMap(([file, after]) => {
    const before = old.get(file) ?? '';
    return before === after ? [] : [{ file, before, after }];
  });
}
