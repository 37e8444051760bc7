import { once } from 'node:events';
import { expect, test } from 'vitest';
import { resetSocket } from '../../harness/lab/link/reset-socket.ts';
import { dial, listen } from './lab-kit.ts';

async function connected() {
  const peer = await listen((socket) => socket.resume());
  const { socket } = dial(peer.port);
  await once(socket, 'connect');
  const errors: unknown[] = [];
  socket.on('error', (error) => errors.push(error));
  return { socket, errors };
}

/** Node keeps the handle of a reset that failed, and a process that has one never exits. */
test('a socket whose end is on its way is reset after that end, without an error', async () => {
  const { socket, errors } = await connected();
  socket.end('the last bytes');
  resetSocket(socket);
  await once(socket, 'close');
  expect(errors).toEqual([]);
});

test.each([
  ['open', () => {}],
  ['full of bytes that wait before its end', (socket) => socket.end(Buffer.alloc(64 * 1024 * 1024))],
  ['ended long ago', (socket) => new Promise<void>((resolve) => socket.end(resolve))],
] as const satisfies readonly (readonly [
  string,
  (socket: Awaited<ReturnType<typeof connected>>['socket']) => unknown,
])[])('a socket that is %s is reset at once', async (_, prepare) => {
  const { socket, errors } = await connected();
  await prepare(socket);
  resetSocket(socket);
  expect(socket.destroyed).toBe(true);
  if (!socket.closed) await once(socket, 'close');
  expect(errors).toEqual([]);
});
