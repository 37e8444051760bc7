import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { now } from '../time/clock.ts';
import { FOLDER_PREFIX, isSessionId, OWNER_FILE } from './mark.ts';

/** A temporary folder of ours. */
export interface SignedFolder {
  readonly path: string;
  readonly session: string;
  /** As it is signed: '' if never, as by a machine that crashed in between; undefined if that may be yet to come. */
  readonly owner: string | undefined;
}

/** A session that begins makes its folder just before it signs it. */
const UNSIGNED_FOR_MS = 60_000;

/** What is called as the folder of a session. Where the folder for temporary files is gone itself, ours went with it. */
export function sessionFolders(): readonly { readonly path: string; readonly session: string }[] {
  const parent = tmpdir();
  return (existsSync(parent) ? readdirSync(parent) : []).flatMap((name) => {
    const session = name.slice(FOLDER_PREFIX.length);
    return name.startsWith(FOLDER_PREFIX) && isSessionId(session) ? [{ path: join(parent, name), session }] : [];
  });
}

/** All of them that belong to this user, of the living and the dead. */
export function signedFolders(): readonly SignedFolder[] {
  return sessionFolders().flatMap(({ path, session }) => {
    try {
      const stat = statSync(path);
      if (!stat.isDirectory() || stat.uid !== process.getuid?.()) return [];
      const young = now() - stat.mtimeMs < UNSIGNED_FOR_MS;
      return [{ path, session, owner: signature(path) ?? (young ? undefined : '') }];
    } catch {
      return []; // gone meanwhile
    }
  });
}

function signature(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, OWNER_FILE), 'utf8');
  } catch {
    return undefined;
  }
}
