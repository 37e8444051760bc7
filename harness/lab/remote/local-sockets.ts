import { join } from 'node:path';
import type { EngineAddress } from '../engine-address.ts';
import type { LocalSocket } from './local-socket.ts';
import { ownFolder } from './own-folder.ts';
import { openSshTunnel } from './ssh-tunnel.ts';
import { openTlsDoor } from './tls-door.ts';

const opened = new Map<string, Promise<LocalSocket>>();
let made = 0;

/** One for each engine, and for as long as this process lives; one that has ended is opened anew. Undefined where none is needed. */
export async function localSocket(address: EngineAddress): Promise<LocalSocket | undefined> {
  if (address.kind === 'socket' || (address.kind === 'tcp' && !address.tls)) return undefined;
  const before = opened.get(address.text);
  if (before) return before;
  made += 1;
  const path = join(ownFolder(), `engine-${made}.sock`);
  const opening = address.kind === 'ssh' ? openSshTunnel(address, path) : openTlsDoor(address, path);
  opened.set(address.text, opening);
  const over = () => void opened.delete(address.text);
  opening.then(({ closed }) => closed.then(over), over);
  return opening;
}
