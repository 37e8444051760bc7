import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_PREFIX, OWNER_FILE } from '../mark.ts';
import { currentOwner, formatOwner } from '../owner.ts';

let folder: string | undefined;

/**
 * A folder of this process, mode 0700, for sockets that lead to an engine: whoever may open one of them may do all that the engine can. It goes
 * with the process; signed as a session's is, so that its watchdog or `sweep` takes it after a crash.
 */
export function ownFolder(): string {
  if (folder !== undefined) return folder;
  const made = join(tmpdir(), `${FOLDER_PREFIX}${randomBytes(5).toString('hex')}`);
  mkdirSync(made, { mode: 0o700 });
  writeFileSync(join(made, OWNER_FILE), formatOwner(currentOwner()));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
