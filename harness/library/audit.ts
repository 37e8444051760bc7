import type { AuditFinding, AuditNote } from '../model/audit.ts';
import { judgeTree } from './judge-tree.ts';
import type { Where } from './where.ts';

export interface Audited {
  /** In the order of their places; ignore comments, baselines and config files are those of the command line, and not looked at. */
  readonly findings: readonly AuditFinding[];
  /** What could not be read in full, and what follows from that. */
  readonly notes: readonly AuditNote[];
}

/** Reads files and directories, and runs nothing: what `reapcheck audit` finds in them and in the project around. */
export function audit(paths: readonly string[], where: Where = {}): Audited {
  const { findings, tree, project } = judgeTree(paths, where);
  return { findings, notes: [...tree.notes, ...project.notes] };
}
