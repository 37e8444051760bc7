import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { elapsed } from '../../harness/time/clock.ts';
import { dial, echo, eventually, linkTo, listen } from './lab-kit.ts';

async function talking(target = echo) {
  const peer = await listen(target);
  const link = await linkTo(peer.port);
  const client = dial(link.port);
  client.socket.write('hello');
  await client.until('the echo of hello', () => client.text() === 'hello');
  return { peer, link, client };
}

test('traffic flows, and is counted both ways', async () => {
  const { link, client } = await talking();
  expect(link.traffic).toMatchObject({ accepted: 1, refused: 0, up: 5, down: 5 });
  expect(link.openFlows).toBe(1);
  client.socket.end();
  await eventually('the end of the flow', () => link.openFlows === 0);
  await eventually('the client to see it', () => client.state() === 'ended');
});

test('a client that ends its half still gets the whole answer', async () => {
  const peer = await listen((socket) => {
    let asked = '';
    socket.on('data', (chunk) => {
      asked += chunk;
    });
    socket.on('end', () => socket.end(`you said ${asked}`));
  });
  const link = await linkTo(peer.port);
  const client = dial(link.port);
  client.socket.end('question');
  await client.until('the end', () => client.state() === 'ended');
  expect(client.text()).toBe('you said question');
});

test('a megabyte each way arrives in order, whatever the delay', async () => {
  const { link, client } = await talking();
  link.delay(5, 5);
  const bytes = randomBytes(1024 * 1024);
  client.socket.write(bytes);
  await client.until('all bytes', () => client.text().length === 5 + bytes.length);
  const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  expect(digest(Buffer.from(client.text().slice(5), 'latin1'))).toBe(digest(bytes));
});

test('a receiver that does not read stops the sender', async () => {
  const peer = await listen((socket) => socket.pause());
  const link = await linkTo(peer.port);
  const client = dial(link.port);
  const chunk = Buffer.alloc(1024 * 1024);
  let taken = 0;
  const write = () => {
    client.socket.write(chunk, () => {
      taken += 1;
      if (taken < 100) write();
    });
  };
  write();
  let before = -1;
  // What the kernels' buffers take, and then no more: five looks in a row see the same number of bytes.
  let same = 0;
  await eventually('the sender to be stopped', () => {
    same = link.traffic.up === before && before > 0 ? same + 1 : 0;
    before = link.traffic.up;
    return same > 20;
  });
  expect(taken).toBeLessThan(100);
  const stopped = link.traffic.up;
  peer.sockets[0]?.resume();
  await eventually('the sender to go on', () => link.traffic.up > stopped + 2 * chunk.length);
});

test.each([
  ['reset', 'ECONNRESET'],
  ['end', 'ended'],
] as const)('cut by %s: open connections see %s, new ones are fine', async (how, state) => {
  const { link, client } = await talking();
  expect(link.cut(how)).toBe(1);
  await client.until('the cut', () => client.state() === state);
  const another = dial(link.port);
  another.socket.write('again');
  await another.until('its echo', () => another.text() === 'again');
});

test('what is idle ends in order, what is used goes on', async () => {
  const { link, client } = await talking();
  expect(link.endIdle(60_000)).toBe(0);
  client.socket.write('!');
  await client.until('its echo', () => client.text() === 'hello!');
  expect(link.endIdle(0)).toBe(1);
  await client.until('the end', () => client.state() === 'ended');
});

test('a reset by the host is a reset for the client', async () => {
  const { peer, client } = await talking();
  peer.sockets[0]?.resetAndDestroy();
  await client.until('the reset', () => client.state() === 'ECONNRESET');
});

test('a forgotten connection stays silent, even when the host ends; a new one is fine', async () => {
  const { peer, link, client } = await talking();
  expect(link.forget()).toBe(1);
  client.socket.write('anybody?');
  const another = dial(link.port);
  another.socket.write('again');
  await another.until('its echo', () => another.text() === 'again');
  peer.sockets[0]?.end();
  await eventually('both bytes counted', () => link.traffic.up === 'hello'.length + 'again'.length);
  expect(client.text()).toBe('hello');
  expect(client.state()).toBe('open');
});

test('held: nothing passes; released: nothing was lost, new connections included', async () => {
  const { link, client } = await talking();
  link.hold();
  client.socket.write('one');
  const newcomer = dial(link.port);
  newcomer.socket.write('two');
  await eventually('the newcomer', () => link.traffic.accepted === 2);
  await eventually('the bytes to wait', () => link.traffic.up === 8);
  expect(client.text()).toBe('hello');
  expect(newcomer.text()).toBe('');
  link.release();
  await client.until('what was held', () => client.text() === 'helloone');
  await newcomer.until('what was held', () => newcomer.text() === 'two');
});

test('refused: new connections are reset, open ones go on, and healing ends it', async () => {
  const { link, client } = await talking();
  link.refuse();
  const refused = dial(link.port);
  await refused.until('the refusal', () => refused.state() === 'ECONNRESET');
  expect(link.traffic.refused).toBe(1);
  client.socket.write('!');
  await client.until('its echo', () => client.text() === 'hello!');
  link.heal();
  const another = dial(link.port);
  another.socket.write('again');
  await another.until('its echo', () => another.text() === 'again');
});

test('without a target, and with one where nobody listens, connections are reset', async () => {
  const link = await linkTo(undefined);
  const first = dial(link.port);
  await first.until('the refusal', () => first.state() === 'ECONNRESET');
  const peer = await listen();
  peer.server.close();
  link.point(peer.port);
  const second = dial(link.port);
  await second.until('the refusal', () => second.state() === 'ECONNRESET');
});

test('a link follows its target, under the same port', async () => {
  const one = await listen((socket) => socket.end('one'));
  const two = await listen((socket) => socket.end('two'));
  const link = await linkTo(one.port);
  const first = dial(link.port);
  await first.until('the first', () => first.text() === 'one');
  link.point(two.port);
  const second = dial(link.port);
  await second.until('the second', () => second.text() === 'two');
});

test.each([
  ['silence', 'open'],
  ['reset', 'ECONNRESET'],
] as const)('an idle connection is dropped, and its next packet meets %s', async (end, state) => {
  const { link, client } = await talking();
  link.dropIdle(40, end);
  await eventually('the drop', () => link.traffic.idleDropped === 1);
  expect(client.state()).toBe('open');
  client.socket.write('late');
  if (state === 'open') {
    const another = dial(link.port);
    another.socket.write('new');
    await another.until('its echo', () => another.text() === 'new');
  }
  await client.until('the answer to the late packet', () => client.state() === state);
  expect(client.text()).toBe('hello');
  expect(link.traffic.up).toBe(end === 'silence' ? 'hellonew'.length : 'hello'.length);
});

test('a busy connection is not dropped', async () => {
  const { link, client } = await talking();
  link.dropIdle(200);
  const until = elapsed() + 500;
  let sent = 'hello';
  while (elapsed() < until) {
    client.socket.write('.');
    sent += '.';
    await client.until('its echo', () => client.text() === sent);
  }
  expect(link.traffic.idleDropped).toBe(0);
});

test('the longest idle gap is measured, also while it lasts', async () => {
  const { link, client } = await talking();
  await eventually('a gap of 60 ms', () => link.traffic.longestIdleMs >= 60);
  client.socket.write('!');
  await client.until('its echo', () => client.text() === 'hello!');
  const gap = link.traffic.longestIdleMs;
  expect(gap).toBeGreaterThanOrEqual(60);
  client.socket.destroy();
  await eventually('the end of the flow', () => link.openFlows === 0);
  expect(link.traffic.longestIdleMs).toBe(gap);
});

test('delay holds each direction up', async () => {
  const { link, client } = await talking();
  link.delay(60);
  const sentAt = elapsed();
  client.socket.write('!');
  await client.until('its echo', () => client.text() === 'hello!');
  expect(elapsed() - sentAt).toBeGreaterThanOrEqual(120);
});

test('closing a link ends all that hangs on it', async () => {
  const { peer, link, client } = await talking();
  link.delay(10_000);
  link.dropIdle(10_000);
  client.socket.write('under way');
  await eventually('it to be under way', () => link.traffic.up > 5);
  await link[Symbol.asyncDispose]();
  await client.until('the end', () => client.state() === 'ECONNRESET');
  await eventually("the host's end", () => peer.sockets[0]?.destroyed === true);
  const late = dial(link.port);
  await late.until('nobody there', () => late.state() === 'ECONNREFUSED');
});
