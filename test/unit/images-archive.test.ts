import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../harness/lab/engine.ts';
import { firstEntry, openArchive } from '../../harness/lab/images/archive.ts';
import { loadImages } from '../../harness/lab/images/load-images.ts';

const CONTENTS = { version: '9.9.9', images: [{ name: 'reapcheck/light:debian-12', digest: 'abc' }] };

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
  file = join(folder, 'images.tar');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A tar archive with one file, as `docker save` would go on. */
function saved(): Buffer {
  writeFileSync(join(folder, 'manifest.json'), '[]');
  return execFileSync('tar', ['-cf', '-', '-C', folder, 'manifest.json']);
}

test('with its first entry an archive is a tar archive still, and gives back what came after', async () => {
  const rest = saved();
  writeFileSync(file, Buffer.concat([firstEntry(CONTENTS), rest]));
  expect(execFileSync('tar', ['-tf', file], { encoding: 'utf8' })).toBe('reapcheck-images.json\nmanifest.json\n');
  expect(JSON.parse(execFileSync('tar', ['-xOf', file, 'reapcheck-images.json'], { encoding: 'utf8' }))).toMatchObject(
    CONTENTS,
  );
  const archive = await openArchive(file);
  expect(archive.contents).toEqual(CONTENTS);
  expect(Buffer.compare(await buffer(archive.images()), rest)).toBe(0);
});

test('its length may be any', async () => {
  for (let length = 300; length < 900; length += 53) {
    const contents = { ...CONTENTS, images: [{ name: 'n'.repeat(length), digest: 'd' }] };
    writeFileSync(file, Buffer.concat([firstEntry(contents), Buffer.from('rest')]));
    const archive = await openArchive(file);
    expect(archive.contents).toEqual(contents);
    expect(String(await buffer(archive.images()))).toBe('rest');
  }
});

test('anything else is refused', async () => {
  const whole = Buffer.concat([firstEntry(CONTENTS), saved()]);
  const others: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    'of docker save': saved(),
    compressed: gzipSync(whole),
    'cut off in its first entry': whole.subarray(0, 600),
    'of another format': Buffer.from(String(firstEntry(CONTENTS)).replace('images/1', 'images/2')),
    'without images': firstEntry({ ...CONTENTS, images: [] }),
  };
  for (const [name, content] of Object.entries(others)) {
    writeFileSync(file, content);
    await expect(openArchive(file), name).rejects.toMatchObject({ code: 'no-image-archive', kind: 'usage' });
  }
  await expect(openArchive(folder)).rejects.toMatchObject({ code: 'no-image-archive' });
  await expect(openArchive(join(folder, 'none.tar'))).rejects.toMatchObject({
    code: 'no-image-archive',
    seen: 'there is no such file',
  });
});

test.each([
  ['made from other files', () => 'abd'],
  ['that this version makes none of', () => undefined],
])('images %s are refused before the engine is asked for anything', async (_, digestOf) => {
  writeFileSync(file, Buffer.concat([firstEntry(CONTENTS), saved()]));
  const engine = new Proxy({} as Engine, {
    get: () => {
      throw new Error('the engine was asked');
    },
  });
  const { signal } = new AbortController();
  await expect(loadImages({ engine, file, digestOf, signal })).rejects.toMatchObject({
    code: 'other-images',
    what: expect.stringContaining('9.9.9'),
    seen: 'reapcheck/light:debian-12',
  });
  expect(readFileSync(file).length).toBeGreaterThan(0);
});
