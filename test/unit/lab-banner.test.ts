import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { greetAndHold, roundTrip } from '../../harness/lab/banner.ts';
import { linkTo, listen } from './lab-kit.ts';

const SOON = { withinMs: 5_000, signal: new AbortController().signal };

/** As an SSH server: a banner, and after the client's identification whatever `answer` does. */
function server(answer: (socket: Socket) => void, heard: string[] = []) {
  return (socket: Socket) => {
    socket.write('SSH-2.0-OpenSSH_9.2\r\n');
    socket.on('data', (data) => {
      heard.push(data.toString('latin1'));
      answer(socket);
    });
  };
}

test('a round trip is the way of our identification and of its answer, each as long as the link makes it', async () => {
  const heard: string[] = [];
  const { port } = await listen(server((socket) => socket.write('key exchange'), heard));
  const link = await linkTo(port);
  link.delay(40);
  // A timer may be a millisecond early.
  expect(await roundTrip(link.port, SOON)).toBeGreaterThanOrEqual(2 * 39);
  expect(heard).toEqual(['SSH-2.0-reapcheck\r\n']);
});

test('a round trip that has no answer ends with an error: in silence, or with the connection', async () => {
  const silent = await listen(server(() => {}));
  await expect(roundTrip(silent.port, { ...SOON, withinMs: 200 })).rejects.toThrow('silent for 200 ms');
  const gone = await listen(server((socket) => socket.resetAndDestroy()));
  await expect(roundTrip(gone.port, SOON)).rejects.toThrow('ECONNRESET');
});

test('who is to be idle says nothing, and tells when it was greeted', async () => {
  const heard: string[] = [];
  const { port, sockets } = await listen(server(() => {}, heard));
  let greeted = 0;
  await greetAndHold(port, { ...SOON, holdMs: 1, onGreeting: () => (greeted += 1) });
  expect(greeted).toBe(1);
  expect(heard).toEqual([]);
  expect(sockets).toHaveLength(1);
});
