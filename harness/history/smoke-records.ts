import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SmokeRecord } from '../model/smoke.ts';

export const RECORD_FILE = 'verdict.json';

/** Where smokes are kept below the folder of runs. */
export function smokeFolder(runs: string): string {
  return join(runs, 'smoke');
}

export interface Wanted {
  readonly playbook: string;
  /** Undefined: of any host. */
  readonly limit?: string | undefined;
}

/** The newest smoke that passed, or undefined. A folder without a record is of a smoke that was interrupted. */
export function lastAccepted(runs: string, wanted: Wanted): SmokeRecord | undefined {
  return records(smokeFolder(runs))
    .filter(
      (one) =>
        one.verdict === 'pass' &&
        one.playbook === wanted.playbook &&
        (wanted.limit === undefined || one.limit === wanted.limit),
    )
    .toSorted((a, b) => Date.parse(a.endedAt) - Date.parse(b.endedAt))
    .at(-1);
}

function records(folder: string): SmokeRecord[] {
  const found: SmokeRecord[] = [];
  for (const playbook of foldersIn(folder)) {
    for (const time of foldersIn(join(folder, playbook))) {
      const record = read(join(folder, playbook, time, RECORD_FILE));
      if (record?.schema === 'reapcheck/smoke/1') found.push(record);
    }
  }
  return found;
}

/** `latest`, a link, is not among them. */
function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
}

function read(file: string): SmokeRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SmokeRecord;
  } catch {
    return undefined;
  }
}
