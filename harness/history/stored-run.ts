import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry, History } from '../model/history.ts';

/** The history of a run, as far as it can be read. */
export interface StoredRun {
  readonly history: History;
  /** What it lacks, in words: all of it, or what comes after a line. */
  readonly lacks?: string;
}

const FILE = 'history.jsonl';

/** Reads what there is of a run's history, for those who show it; who judges one reads it whole or not at all (`readHistory`). */
export function storedRun(folder: string): StoredRun {
  const path = join(folder, FILE);
  if (!existsSync(path)) return { history: [], lacks: `its ${FILE} is missing: only what the report says is shown` };
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const history: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '' && index === lines.length - 1) break;
    const entry = entryOf(line);
    if (!entry)
      return { history, lacks: `its ${FILE} can't be read from line ${index + 1} on: what comes after isn't shown` };
    history.push(entry);
  }
  const ended = history.some((entry) => entry.kind === 'run' && entry.run.type === 'ended');
  return ended ? { history } : { history, lacks: `its ${FILE} ends before the play's end: it is cut off` };
}

/** Undefined for what is no entry. */
function entryOf(line: string): Entry | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || !('kind' in parsed)) return undefined;
    const { kind } = parsed;
    if (kind !== 'run' && kind !== 'event' && kind !== 'sighting' && kind !== 'strike') return undefined;
    const body = (parsed as Readonly<Record<string, unknown>>)[kind];
    return typeof body === 'object' && body !== null && 'type' in body && 'at' in body ? (parsed as Entry) : undefined;
  } catch {
    return undefined;
  }
}
