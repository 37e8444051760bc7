import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../model/host.ts';
import { waitFor } from '../time/deadline.ts';
import type { Lab } from './lab.ts';
import { OWNER_FILE } from './mark.ts';
import { lifeOf, parseOwner } from './owner.ts';
import { sessionFolders } from './signed-folders.ts';

/** Hosts that a process of ours keeps up for somebody to play with. */
export interface Playground {
  /** The keeper: when it ends, its hosts go. */
  readonly pid: number;
  readonly session: string;
  /** Of the session: removed with it. */
  readonly folder: string;
  readonly hosts: readonly Host[];
}

const FILE = 'playground.json';
const DOWN_WITHIN_MS = 60_000;

/** Makes the hosts of a lab known to other processes of this user. The file stands in the session's folder, mode 0700, and goes with it. */
export function publishPlayground(lab: Lab): void {
  const hosts = lab.hosts.map(({ host }): Host => {
    const { name, address, port, user, identityFile, knownHostsFile } = host;
    return { name, address, port, user, identityFile, knownHostsFile };
  });
  // They are up in the order in which they came up.
  hosts.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const path = join(lab.session.folder, FILE);
  writeFileSync(`${path}.new`, JSON.stringify(hosts), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Those that are up. A folder without a living owner of ours is a dead session's, and is none. */
export function playgrounds(): readonly Playground[] {
  return sessionFolders().flatMap(({ path: folder, session }) => {
    try {
      const owner = parseOwner(readFileSync(join(folder, OWNER_FILE), 'utf8'));
      if (!owner || lifeOf(owner) !== 'alive') return [];
      const hosts = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as readonly Host[];
      return [{ pid: owner.pid, session, folder, hosts }];
    } catch {
      return []; // another session, or one that ends just now
    }
  });
}

/** Asks the keeper to end, and resolves when its hosts and its folder are gone. */
export async function closePlayground({ pid, session }: Playground): Promise<void> {
  process.kill(pid, 'SIGTERM');
  await waitFor(
    () => {
      const left = sessionFolders().some((one) => one.session === session);
      return left ? { done: false, last: `session ${session} is there still` } : { done: true, value: undefined };
    },
    { what: 'hosts down', withinMs: DOWN_WITHIN_MS, everyMs: 100 },
  );
}
