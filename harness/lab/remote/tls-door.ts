import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, connect } from 'node:tls';
import { after } from '../../time/clock.ts';
import { Door } from '../door.ts';
import type { EngineAddress } from '../engine-address.ts';
import type { LocalSocket } from './local-socket.ts';

type TcpAddress = Extract<EngineAddress, { kind: 'tcp' }>;

const CONNECT_WITHIN_MS = 30_000;

/** Leads from this path to an engine behind TLS, whose certificate is verified. Throws where a file of it can't be read. */
export async function openTlsDoor({ host, port, tls = {} }: TcpAddress, path: string): Promise<LocalSocket> {
  const secrets = Object.fromEntries(Object.entries(tls).map(([name, file]) => [name, readFileSync(file)]));
  // Half-open, as the end of what is sent to a process over there is not the end of what it says; Node's types don't know that of TLS.
  const options: ConnectionOptions & { readonly allowHalfOpen: true } = {
    ...{ host, port, ...secrets },
    allowHalfOpen: true,
  };
  let said = '';
  const dial = async () => {
    const socket = connect(options);
    using _limit = after(CONNECT_WITHIN_MS, () =>
      socket.destroy(new Error(`no answer within ${CONNECT_WITHIN_MS / 1000} s`)),
    );
    try {
      await once(socket, 'secureConnect');
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
      throw error;
    }
    socket.setKeepAlive(true, 10_000);
    socket.setNoDelay(true);
    return socket;
  };
  const door = await Door.open({ path }, dial);
  door.stepAside();
  return { path, closed: new Promise(() => {}), said: () => said };
}
