import { expect, test } from 'vitest';
import { generateKeyPair } from '../../harness/lab/key-pair.ts';

/** ssh-ed25519 as a string of SSH, then the key as one: RFC 8709. */
const BYTES = 4 + 'ssh-ed25519'.length + 4 + 32;

test('every key has its 32 bytes, also one that begins with a zero byte', () => {
  // One of 256 does, and ssh2 shortens it: among so many, there is one but for a chance in 300.
  const lengths = Array.from({ length: 1_500 }, () => {
    const { publicKey } = generateKeyPair('host');
    return Buffer.from(publicKey.split(' ')[1] ?? '', 'base64').length;
  });
  expect(new Set(lengths)).toEqual(new Set([BYTES]));
});
