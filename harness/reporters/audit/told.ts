import { type AuditFinding, INTERNAL_ERROR } from '../../model/audit.ts';
import type { Mend } from '../../model/mend.ts';
import type { SarifRule } from '../sarif.ts';
import type { AuditReport } from './text.ts';

/** An audit, and what belongs to telling of it. */
export interface AuditTold {
  readonly report: AuditReport;
  /** Whether a part could not be judged. */
  readonly unknown: boolean;
  /** What was audited, as it was named. */
  readonly paths: readonly string[];
  /** What `--fix` would change, a unified diff for each file. */
  readonly diffs: () => readonly string[];
  /** The same, line by line. */
  readonly mends: () => readonly Mend[];
  /** What a person asked to see besides the findings. */
  readonly list: boolean;
  readonly notes: boolean;
  /** With their pages. */
  readonly rules: () => readonly SarifRule[];
  readonly fingerprintOf: (finding: AuditFinding) => string;
}

export const NOT_JUDGED: SarifRule = {
  id: 'not-judged',
  severity: 'warning',
  confidence: 'certain',
  summary: 'A part could not be judged: no pass, and no finding.',
};

/** What could not be judged though it was asked for, each as a finding: for readers that know findings only. */
export function openIn({ notes, told }: AuditReport): readonly AuditFinding[] {
  return notes.filter(told).map(({ code, place, message }) => ({
    rule: NOT_JUDGED.id,
    severity: code === INTERNAL_ERROR ? 'warning' : 'note',
    confidence: 'certain',
    message: `not read in full: ${message}`,
    place,
    evidence: [],
    remedy: 'see docs/audit.md: what can’t be read in full',
  }));
}
