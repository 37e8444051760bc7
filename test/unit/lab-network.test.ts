import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addressForNobody, RunNetwork, type Seat } from '../../harness/lab/network/network.ts';
import type { WallHit } from '../../harness/model/sighting.ts';

const SEATS: readonly Seat[] = [
  { name: 'localhost', address: '198.18.0.1', names: [], hostname: 'laptop', ports: [] },
  { name: 'web1', address: '10.9.0.1', names: ['web1.example.com'], hostname: 'web', ports: [] },
  { name: 'db1', address: '10.9.0.2', names: [], hostname: 'db', ports: [] },
];

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'rc-net-'));
  const network = await RunNetwork.open(folder, { seats: SEATS });
  onTestFinished(async () => {
    await network[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  const hits: WallHit[] = [];
  network.tellTo((call) => call.type === 'wall' && hits.push(call));
  return { network, folder, hits };
}

/** What a namespace of this address sends and gets. */
async function sit(folder: string, address: string) {
  const socket = connect(join(folder, 'hub.sock'));
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const send = (frame: Buffer) => {
    const head = Buffer.alloc(2);
    head.writeUInt16BE(frame.length);
    socket.write(Buffer.concat([head, frame]));
  };
  send(Buffer.from(address));
  return { send, next: async () => (await once(socket, 'data'))[0].subarray(2) as Buffer };
}

function tcp(from: string, to: string, port: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt8(0x45, 0);
  bytes.writeUInt16BE(40, 2);
  bytes.writeUInt8(6, 9);
  bytes.set(from.split('.').map(Number), 12);
  bytes.set(to.split('.').map(Number), 16);
  bytes.writeUInt16BE(port, 22);
  return bytes;
}

test('a packet for a machine of the run gets there as it was sent, and nobody tells', async () => {
  const { folder, hits } = await open();
  const [web, db] = [await sit(folder, '10.9.0.1'), await sit(folder, '10.9.0.2')];
  // Whoever answers is known to the switch.
  db.send(tcp('10.9.0.2', '10.9.0.99', 1));
  await db.next();
  const sent = tcp('10.9.0.1', '10.9.0.2', 5432);
  web.send(sent);
  expect(await db.next()).toEqual(sent);
  expect(hits.map(({ host }) => host)).toEqual(['db1']);
});

test('a packet for anybody else gets nowhere: its sender hears so at once, and it is told once', async () => {
  const { folder, hits } = await open();
  const web = await sit(folder, '10.9.0.1');
  for (const port of [443, 443, 80]) {
    web.send(tcp('10.9.0.1', '192.0.2.7', port));
    expect((await web.next()).readUInt8(20)).toBe(3);
  }
  expect(hits.map(({ host, to, port }) => [host, to, port])).toEqual([
    ['web1', '192.0.2.7', 443],
    ['web1', '192.0.2.7', 80],
  ]);
});

test('a machine that is known and not there yet is unreachable, and no hit', async () => {
  const { folder, hits } = await open();
  const web = await sit(folder, '10.9.0.1');
  web.send(tcp('10.9.0.1', '10.9.0.2', 22));
  expect((await web.next()).readUInt8(20)).toBe(3);
  expect(hits).toEqual([]);
});

test('who gives an address that no seat has, is not let in', async () => {
  const { folder } = await open();
  const socket = connect(join(folder, 'hub.sock'));
  socket.write(Buffer.concat([Buffer.from([0, 9]), Buffer.from('192.0.2.7')]));
  await once(socket, 'close');
});

test('names lead to machines, but for localhost, which is everybody’s own', async () => {
  const { network } = await open();
  expect(network.hostsFile).toEqual(['10.9.0.1 web1 web1.example.com', '10.9.0.2 db1']);
  expect(addressForNobody(300)).toBe('198.18.1.44');
});

test('each run is told of its own packets, though an earlier one on the same machines was told of the like', async () => {
  const { network, folder, hits } = await open();
  const web = await sit(folder, '10.9.0.1');
  const call = async () => {
    web.send(tcp('10.9.0.1', '192.0.2.7', 443));
    await web.next();
  };
  await call();
  await call();
  expect(hits).toHaveLength(1);
  const later: WallHit[] = [];
  network.tellTo((call) => call.type === 'wall' && later.push(call));
  await call();
  expect(later).toMatchObject([{ to: '192.0.2.7' }]);
  expect(hits).toHaveLength(1);
});

/** A question to a name server, for an address of either kind. */
function lookup(from: string, name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const question = Buffer.concat([...labels, Buffer.from([0, 0, 28, 0, 1])]);
  const header = Buffer.alloc(12);
  header.writeUInt16BE(1, 4);
  const ip = tcp(from, '192.0.2.53', 0).subarray(0, 20);
  ip.writeUInt8(17, 9);
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(53, 2);
  udp.writeUInt16BE(8 + header.length + question.length, 4);
  const packet = Buffer.concat([ip, udp, header, question]);
  packet.writeUInt16BE(packet.length, 2);
  return packet;
}

test('a machine finds itself by what it calls itself, and no other does; to ask for that goes to nobody', async () => {
  const { network, folder, hits } = await open();
  const seat = network.seat('web1');
  expect(network.hostsFileOf(seat)).toEqual([...network.hostsFile, '10.9.0.1 web']);
  expect(network.hostsFile.join('\n')).not.toMatch(/ web$/m);
  const web = await sit(folder, '10.9.0.1');
  for (const name of ['web', 'web1', 'web1.example.com', 'elsewhere.example']) {
    web.send(lookup('10.9.0.1', name));
    await web.next();
  }
  expect(hits.map((hit) => hit.lookup)).toEqual(['elsewhere.example']);
});
