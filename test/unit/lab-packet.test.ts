import { expect, test } from 'vitest';
import { checksum, isForMany, prohibited, readPacket } from '../../harness/lab/network/packet.ts';

/** An IPv4 packet without options, from 10.0.0.1. */
function packet(to: string, protocol: number, payload: Buffer, fragment = 0): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt8(0x45, 0);
  head.writeUInt16BE(20 + payload.length, 2);
  head.writeUInt16BE(fragment, 6);
  head.writeUInt8(protocol, 9);
  head.set([10, 0, 0, 1], 12);
  head.set(to.split('.').map(Number), 16);
  return Buffer.concat([head, payload]);
}

const ports = (to: number, rest = Buffer.alloc(4)) => Buffer.concat([Buffer.from([0x80, 0, to >> 8, to & 0xff]), rest]);

/** A question to a name server, in a datagram. */
function question(...labels: string[]): Buffer {
  const name = labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return ports(53, Buffer.concat([Buffer.alloc(4), Buffer.alloc(12), ...name, Buffer.from([0, 0, 1, 0, 1])]));
}

test('where a packet goes, by its protocol', () => {
  expect(readPacket(packet('10.0.0.9', 6, ports(5432)))).toEqual({
    from: '10.0.0.1',
    to: '10.0.0.9',
    protocol: 'tcp',
    port: 5432,
  });
  expect(readPacket(packet('10.0.0.9', 17, ports(123)))).toMatchObject({ protocol: 'udp', port: 123 });
  expect(readPacket(packet('10.0.0.9', 1, Buffer.from([8, 0, 1, 2])))).toEqual({
    from: '10.0.0.1',
    to: '10.0.0.9',
    protocol: 'icmp',
  });
  expect(readPacket(packet('10.0.0.9', 47, ports(1)))).toMatchObject({ protocol: 'ip-47' });
});

test('the name that is looked up, and none where the question is broken', () => {
  expect(readPacket(packet('10.0.0.53', 17, question('db1', 'prod', 'example')))?.lookup).toBe('db1.prod.example');
  const whole = packet('10.0.0.53', 17, question('db1', 'prod'));
  for (let length = 0; length < whole.length; length++) {
    const cut = readPacket(whole.subarray(0, length));
    expect(cut?.lookup ?? 'db1.prod').toBe('db1.prod');
  }
});

test('a later fragment has no port, another version of IP is no packet', () => {
  expect(readPacket(packet('10.0.0.9', 17, ports(53), 0x2001))).not.toHaveProperty('port');
  const six = packet('10.0.0.9', 6, ports(22));
  six.writeUInt8(0x60, 0);
  expect(readPacket(six)).toBeUndefined();
  expect(readPacket(Buffer.alloc(3))).toBeUndefined();
});

test('a call to everybody reaches nobody in particular', () => {
  const to = (address: string) => isForMany({ from: '10.0.0.1', to: address, protocol: 'udp' });
  expect(['224.0.0.22', '255.255.255.255'].map(to)).toEqual([true, true]);
  expect(['223.255.255.255', '10.0.0.255'].map(to)).toEqual([false, false]);
});

test('the answer quotes the packet, comes from where that went, and is whole', () => {
  const sent = packet('10.0.0.9', 6, ports(5432, Buffer.alloc(40)));
  const answer = prohibited(sent);
  expect(readPacket(answer)).toEqual({ from: '10.0.0.9', to: '10.0.0.1', protocol: 'icmp' });
  expect([answer.readUInt8(20), answer.readUInt8(21)]).toEqual([3, 13]);
  expect(answer.subarray(28)).toEqual(sent.subarray(0, 28));
  // Over what is right, its own field included, a checksum is 0.
  expect([checksum(answer.subarray(0, 20)), checksum(answer.subarray(20))]).toEqual([0, 0]);
});
