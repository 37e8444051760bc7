import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { firstWord, knock } from '../../harness/lab/banner.ts';

const OPTIONS = { withinMs: 20_000, signal: new AbortController().signal };

/** A server that treats its connections, counted from 1, in this way. */
async function server(treat: (socket: Socket, number: number) => void): Promise<number> {
  let count = 0;
  const listening = createServer((socket) => {
    socket.on('error', () => {});
    treat(socket, ++count);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void listening.close());
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

test('none of our knocks ends before all have been greeted; only a greeting counts as one', async () => {
  const held: Socket[] = [];
  let endedEarly = 0;
  const port = await server((socket, number) => {
    socket.on('close', () => {
      if (held.length < 5) endedEarly += 1;
    });
    if (number === 6) return socket.end('Not allowed at this time\r\n');
    held.push(socket);
    // All five are greeted once the last of them has come.
    if (held.length === 5) for (const one of held) one.write('SSH-2.0-OpenSSH_10.0\r\n');
  });
  expect(await knock(port, 6, OPTIONS)).toBe(5);
  expect(endedEarly).toBe(0);
});

test('the first word is what is said up to the end of the line, or nothing', async () => {
  const said = ['SSH-2.0-OpenSSH_10.0\r\nmore', 'Not allowed at this time\r\n', 'no end of line', ''];
  const port = await server((socket, number) => socket.end(said[number - 1] ?? ''));
  const words = [];
  for (const _ of said) words.push(await firstWord(port, OPTIONS));
  expect(words).toEqual(['SSH-2.0-OpenSSH_10.0', 'Not allowed at this time', 'no end of line', '']);
});

test('where the host is removed, neither waits on', async () => {
  const silent = await server(() => {});
  const signal = AbortSignal.abort(new Error('removed'));
  await expect(firstWord(silent, { withinMs: 20_000, signal })).rejects.toThrow('removed');
  await expect(knock(silent, 2, { withinMs: 20_000, signal })).rejects.toThrow('removed');
});
