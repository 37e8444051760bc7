import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AuditFinding } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import { type Place, samePlace } from '../model/place.ts';
import { judgeTree } from './judge-tree.ts';
import { contextOf, type Where } from './where.ts';

/** Does what runs a play healthy. Where that is red at a reap that the audit finds at fault, the error says so, and what mends it. */
export async function explainingRed<T>(playbook: string, where: Where, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ReapcheckError) || error.code !== 'baseline-fails' || !error.where) throw error;
    const finding = findingAt(playbook, where, error.where);
    throw finding ? withCause(error, finding) : error;
  }
}

function findingAt(playbook: string, where: Where, at: Place): AuditFinding | undefined {
  const { cwd } = contextOf(where);
  try {
    const { findings, project } = judgeTree([playbook], where);
    const reaps = project.reaps.filter(({ place: { file, line } }) =>
      samePlace({ file: realpathSync(resolve(cwd, file)), line }, at),
    );
    return findings.find(({ severity, subject }) => severity === 'error' && reaps.some(({ id }) => id === subject));
  } catch (error) {
    // The run has shown what it has shown; this only helps.
    if (error instanceof ReapcheckError) return undefined;
    throw error;
  }
}

function withCause(error: ReapcheckError, { message, remedy, rule }: AuditFinding): ReapcheckError {
  return error.but({
    seen: `${error.seen}\n    the audit says of it: ${message} [${rule}]`,
    remedy: `${remedy}\n    otherwise, ${error.remedy}`,
  });
}
