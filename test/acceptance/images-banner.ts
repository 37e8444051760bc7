import { connect } from 'node:net';
import { waitFor } from '../../harness/time/deadline.ts';

/** Until an SSH server on this port of the loopback says hello. */
export async function waitForBanner(port: number): Promise<void> {
  await waitFor(
    async () => {
      const said = await firstBytes(port);
      return said.startsWith('SSH-2.0-') ? { done: true, value: undefined } : { done: false, last: said };
    },
    { what: `an SSH banner on port ${port}`, withinMs: 30_000, everyMs: 20 },
  );
}

function firstBytes(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (said: string) => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(1_000, () => end('silence'));
    socket.once('data', (data) => end(String(data)));
    socket.once('error', (error) => end(error.message));
    socket.once('close', () => end('closed'));
  });
}
