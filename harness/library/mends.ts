import { resolve } from 'node:path';
import { changedLines } from '../audit/fix/diff.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Mend } from '../model/mend.ts';
import { proposeFixes } from './propose-fixes.ts';
import { contextOf, type Where } from './where.ts';

/** What would mend a playbook, by the audit: its fixes, and what somebody has to agree to. None where it can't be read as the audit reads it. */
export function mendsOf(playbook: string, where: Where): readonly Mend[] {
  const { cwd } = contextOf(where);
  try {
    return proposeFixes([playbook], where).changes.flatMap(({ file, before, after }) =>
      changedLines(before, after).map((lines) => ({ file: resolve(cwd, file), ...lines })),
    );
  } catch (error) {
    // The drill has found what it has found; this only helps.
    if (error instanceof ReapcheckError) return [];
    throw error;
  }
}
