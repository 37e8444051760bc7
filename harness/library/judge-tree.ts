import { type AuditResult, audit } from '../audit/audit.ts';
import type { Judged } from '../audit/fix/mend.ts';
import type { AuditedProject } from '../model/audit.ts';
import { DEFAULT_OPTIONS } from '../source/options.ts';
import { readTree, type Tree } from '../source/read-tree.ts';
import { contextOf, type Where } from './where.ts';

/** Files and directories that were asked for, with the project around them, and what the audit says. */
export interface JudgedTree extends Judged {
  readonly tree: Tree;
}

export function judgeTree(paths: readonly string[], where: Where): JudgedTree {
  return judged(readTree(paths, contextOf(where)));
}

/** Findings are those in what was asked for, and in what that brings in. */
export function judged(tree: Tree): JudgedTree {
  const { texts, rolePaths, links, askedFiles } = tree;
  const { project, findings }: AuditResult = audit(texts, { ...DEFAULT_OPTIONS, rolePaths, links, named: askedFiles });
  return { tree, texts, project, findings: findings.filter(({ place }) => isAsked(place.file, tree.asked, project)) };
}

/** A file brings its project with it; only what was asked for, and what that brings in, is judged. */
export function isAsked(file: string, asked: readonly string[], { reached }: Pick<AuditedProject, 'reached'>): boolean {
  return asked.some(
    (path) =>
      path === '.' ||
      file === path ||
      file.startsWith(`${path}/`) ||
      (/^(\.\.\/)*\.\.$/.test(path) && file.startsWith('..')) ||
      reached.get(path)?.has(file) === true,
  );
}
