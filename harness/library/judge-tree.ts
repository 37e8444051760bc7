import { type AuditResult, audit } from '../audit/audit.ts';
import type { Judged } from '../audit/fix/mend.ts';
import { isAsked } from '../source/is-asked.ts';
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
  const { texts, rolePaths, links, asked, askedFiles } = tree;
  const options = { ...DEFAULT_OPTIONS, rolePaths, links, asked, named: askedFiles };
  const { project, findings }: AuditResult = audit(texts, options);
  return {
    tree,
    texts,
    project,
    findings: findings.filter(({ place }) => isAsked(place.file, asked, project.reached)),
  };
}
