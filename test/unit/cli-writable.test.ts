import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireTempFolder, requireWritableFile, requireWritableFolder } from '../../harness/cli/writable.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writable-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what can be written is let through, and nothing is left of the trial', () => {
  writeFileSync(join(folder, 'there.xml'), 'kept');
  requireWritableFile('--junit', undefined);
  requireWritableFile('--junit', join(folder, 'there.xml'));
  requireWritableFile('--junit', 'new.xml', folder);
  requireWritableFolder('--runs', join(folder, 'a/b/c'));
  expect(readdirSync(folder)).toEqual(['there.xml']);
});

const refusals: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
  ['a file in no folder', (at) => requireWritableFile('--output', join(at, 'none/x')), /no folder .*none/],
  ['a file that is a folder', (at) => requireWritableFile('--output', at), /it is a folder/],
  ['a file below a file', (at) => requireWritableFile('--output', join(at, 'file/x')), /file is not a folder/],
  ['a folder below a file', (at) => requireWritableFolder('--output', join(at, 'file/x/y')), /file is not a folder/],
  // No user may, not even root.
  ['a file where the system makes none', () => requireWritableFile('--output', '/proc/x'), /\(\w+\) in proc|in \/proc/],
  ['a folder where the system makes none', () => requireWritableFolder('--output', '/proc/x/y'), /in \/?proc/],
];

test.each(refusals)('%s is refused before anything runs', (_what, require, seen) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'file'), '');
  expect(() => require(folder)).toThrow(
    expect.objectContaining({
      code: 'unwritable',
      kind: 'usage',
      what: expect.stringContaining('--output'),
      seen: expect.stringMatching(seen),
    }),
  );
});

test.each(['/no/such/folder', '/proc'])('TMPDIR=%s is the machine’s state', (place) => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = place;
  try {
    expect(requireTempFolder).toThrow(expect.objectContaining({ code: 'no-temp-folder', kind: 'environment' }));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
