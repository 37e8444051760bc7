import { rmSync } from 'node:fs';
import { after } from '../time/clock.ts';
import { engineAt } from './engine.ts';
import { engineAddress } from './engine-address.ts';
import { killMarked, markedProcesses } from './marked-process.ts';
import { lifeOf, parseOwner } from './owner.ts';
import { remnants, removeRemnants } from './remains.ts';
import { signedFolders } from './signed-folders.ts';
import { killConnections } from './ssh-connections.ts';

const ENGINE_ANSWERS_WITHIN_MS = 8_000;

/** What a watchdog cleans up after. */
export interface DeadSession {
  readonly session: string;
  readonly folder: string;
  /** The harness: it may live on, having left to the watchdog what it could not remove. */
  readonly owner: string;
}

/**
 * One round of removing all of a dead session: its processes first, since they may still be making things, its keys
 * (so at once, whatever the engine does), then what it left with the engine. Returns how many things there were.
 */
export async function cleanSession({ session, folder, owner }: DeadSession): Promise<number> {
  const marked = markedProcesses().filter((it) => it.session === session && killMarked(it)).length;
  const killed = marked + killConnections(folder);
  for (const path of [folder, ...foldersOf(owner)]) rmSync(path, { recursive: true, force: true });
  const address = engineAddress();
  if (!address) return killed;
  const silent = Promise.withResolvers<never>();
  using _ = after(ENGINE_ANSWERS_WITHIN_MS, () => silent.reject(new Error('the engine does not answer')));
  const engine = await Promise.race([engineAt(address), silent.promise]);
  const found = await Promise.race([remnants(engine, session), silent.promise]);
  const { left } = await removeRemnants(engine, found);
  if (left[0]) throw left[0].error;
  return killed + found.length;
}

/** Those that the harness made besides its session's, if it is dead. */
function foldersOf(owner: string): readonly string[] {
  const parsed = parseOwner(owner);
  if (!parsed || lifeOf(parsed) !== 'dead') return [];
  return signedFolders().flatMap((it) => (it.owner === owner ? [it.path] : []));
}
