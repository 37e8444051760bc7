import { audit as judge } from '../audit/audit.ts';
import type { AuditFinding, AuditNote } from '../model/audit.ts';
import { DEFAULT_OPTIONS } from '../source/options.ts';
import { readTree } from '../source/read-tree.ts';
import { contextOf, type Where } from './where.ts';

export interface Audited {
  /** In the order of their places; ignore comments, baselines and config files are those of the command line, and not looked at. */
  readonly findings: readonly AuditFinding[];
  /** What could not be read in full, and what follows from that. */
  readonly notes: readonly AuditNote[];
}

/** Reads files and directories, and runs nothing: what `reapcheck audit` finds in them and in the project around. */
export function audit(paths: readonly string[], where: Where = {}): Audited {
  const tree = readTree(paths, contextOf(where));
  const { rolePaths, links, askedFiles, texts } = tree;
  const { project, findings } = judge(texts, { ...DEFAULT_OPTIONS, rolePaths, links, named: askedFiles });
  const asked = (file: string) => tree.asked.some((one) => one === '.' || file === one || file.startsWith(`${one}/`));
  return {
    findings: findings.filter(({ place }) => asked(place.file)),
    notes: [...tree.notes, ...project.notes],
  };
}
