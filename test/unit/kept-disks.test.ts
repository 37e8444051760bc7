import { expect, test } from 'vitest';
import type { Engine } from '../../harness/lab/engine.ts';
import { isTooOld, KEPT_FOR_MS, keptAs, keptDisks } from '../../harness/lab/images/kept-disks.ts';
import { now } from '../../harness/time/clock.ts';

/** What an engine would say that has these images. */
function listing(...images: readonly { readonly RepoTags: readonly string[]; readonly Labels: object }[]): Engine {
  const all = images.map((image) => ({ Id: 'sha256:1', Created: 1_000, Size: 5, ...image }));
  return { listImages: async () => all } as unknown as Engine;
}

test('what is kept of a disk is read back as it was said, with its name', async () => {
  const note = { read: { files: ['/p/prepare.yml'] }, report: { mode: 'snapshot' } };
  const { repo, tag, labels } = await keptAs({ of: 'abc', host: 'web 1', note });
  expect(`${repo}:${tag}`).toMatch(/^reapcheck\/prepared:abc-\d+-web_1$/);
  const image = `${repo}:${tag}`;
  expect(await keptDisks(listing({ RepoTags: ['other:1', image], Labels: labels }))).toEqual([
    { id: 'sha256:1', image, of: 'abc', host: 'web 1', note, madeAt: 1_000_000, bytes: 5 },
  ]);
});

test('one whose name is gone is known by its id alone, and one that nobody can read is as good as not there', async () => {
  const { labels } = await keptAs({ of: 'abc', host: 'web1', note: 1 });
  const unnamed = await keptDisks(listing({ RepoTags: ['reapcheck/snapshot:0123456789-1'], Labels: labels }));
  expect(unnamed.map(({ image }) => image)).toEqual([undefined]);
  const spoilt = { ...labels, 'io.reapcheck.prepared.note': 'no gzip' };
  expect(await keptDisks(listing({ RepoTags: [], Labels: spoilt }))).toEqual([]);
});

test('a disk is too old a day after it was made', () => {
  expect(isTooOld({ madeAt: now() - KEPT_FOR_MS })).toBe(true);
  expect(isTooOld({ madeAt: now() - KEPT_FOR_MS / 2 })).toBe(false);
});
