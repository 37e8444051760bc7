import { rmSync } from 'node:fs';
import { after } from '../time/clock.ts';
import { engineAddress, engineAt } from './engine.ts';
import { killMarked, markedProcesses } from './marked-process.ts';
import { remnants, removeRemnants } from './remains.ts';
import { killConnections } from './ssh-connections.ts';

const ENGINE_ANSWERS_WITHIN_MS = 8_000;

/**
 * One round of removing all of a dead session: its processes first, since they may still be making things, its keys
 * (so at once, whatever the engine does), then what it left with the engine. Returns how many things there were.
 */
export async function cleanSession(session: string, folder: string): Promise<number> {
  const marked = markedProcesses().filter((it) => it.session === session && killMarked(it)).length;
  const killed = marked + killConnections(folder);
  rmSync(folder, { recursive: true, force: true });
  const address = engineAddress();
  if (!address) return killed;
  const silent = Promise.withResolvers<never>();
  using _ = after(ENGINE_ANSWERS_WITHIN_MS, () => silent.reject(new Error('the engine does not answer')));
  const engine = engineAt(address);
  const found = await Promise.race([remnants(engine, session), silent.promise]);
  const { left } = await removeRemnants(engine, found);
  if (left[0]) throw left[0].error;
  return killed + found.length;
}
