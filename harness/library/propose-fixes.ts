import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { unifiedDiff } from '../audit/fix/diff.ts';
import { changesOf, type FileChange, mend } from '../audit/fix/mend.ts';
import type { AuditFinding } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import { judged, judgeTree } from './judge-tree.ts';
import { contextOf, type Where } from './where.ts';
import { writeWhole } from './write-whole.ts';

export interface Fixes {
  /** Of the changes: another one as soon as a file is another one. */
  readonly id: string;
  /** Whole files, before and after; nothing of it is written. */
  readonly changes: readonly (FileChange & { readonly diff: string })[];
  /** What would still be found then. */
  readonly left: readonly AuditFinding[];
}

/**
 * What would mend the findings in files and directories: what `reapcheck audit --fix` would do, and where a keyword throws a failure
 * away, that this is taken away, which somebody has to agree to. Writes nothing.
 */
export function proposeFixes(paths: readonly string[], where: Where = {}): Fixes {
  const first = judgeTree(paths, where);
  const mended = mend(first, (texts) => judged({ ...first.tree, texts }), { proposals: true });
  const changes = changesOf(first, mended).map((change) => ({
    ...change,
    diff: unifiedDiff(change.file, change.before, change.after),
  }));
  return { id: idOf(changes), changes, left: mended.findings };
}

function idOf(changes: readonly FileChange[]): string {
  const all = changes.map(({ file, before, after }) => [file, before, after]);
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16);
}

/** Writes the changes that were proposed under this id. Throws `fixes-changed` where they would be others by now. Returns the files. */
export function applyFixes(paths: readonly string[], id: string, where: Where = {}): readonly string[] {
  const fixes = proposeFixes(paths, where);
  if (fixes.id !== id)
    throw new ReapcheckError({
      code: 'fixes-changed',
      kind: 'usage',
      what: 'these are not the fixes that were proposed: a file has changed since, or the id is of other paths',
      expected: fixes.id,
      seen: id,
      remedy: 'have the fixes proposed again, and look at them',
    });
  const { cwd } = contextOf(where);
  for (const { file, after } of fixes.changes) writeWhole(resolve(cwd, file), after);
  return fixes.changes.map(({ file }) => file);
}
