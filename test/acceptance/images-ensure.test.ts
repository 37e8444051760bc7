import { appendFileSync, cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { connectEngine, removeImage } from '../../harness/lab/engine.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import { DEFAULT_SYSTEM } from '../../harness/lab/host-system.ts';
import { buildImage } from '../../harness/lab/images/build-image.ts';
import { CORE_LABEL, controllerImages } from '../../harness/lab/images/controller-image.ts';
import { ensureImages } from '../../harness/lab/images/ensure-images.ts';
import { CONTAINERS_DIR } from '../../harness/lab/images/image-context.ts';
import { DIGEST_LABEL, imageLabels, imageState } from '../../harness/lab/images/image-state.ts';
import { loadImages } from '../../harness/lab/images/load-images.ts';
import { ownDigest } from '../../harness/lab/images/own-digest.ts';
import { imagesOf } from '../../harness/lab/images/own-images.ts';
import { requireController } from '../../harness/lab/images/require-controller.ts';
import { requireImage } from '../../harness/lab/images/require-image.ts';
import { archiveOf } from '../../harness/lab/images/save-images.ts';

const LIGHT = { kind: 'light', system: DEFAULT_SYSTEM } as const;

/** A copy of our containers folder to change. */
function copy(): { readonly dir: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'images-test-'));
  cpSync(CONTAINERS_DIR, dir, { recursive: true });
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true }) };
}

test('an image that another version has left is refused, and says what to do', async () => {
  const engine = await connectEngine();
  await requireImage(engine, HOST_KINDS.light.image);
  using other = copy();
  appendFileSync(join(other.dir, 'boot/prepare'), '# of another version\n');
  await expect(requireImage(engine, HOST_KINDS.light.image, other.dir)).rejects.toMatchObject({
    code: 'outdated-image',
    kind: 'environment',
    what: expect.stringContaining(HOST_KINDS.light.image),
    remedy: expect.stringContaining('doctor --fix'),
  });
});

test('images that are current are left alone', async () => {
  const engine = await connectEngine();
  const said: string[] = [];
  const steps = { engine, onChange: (line: string) => said.push(line), onProgress: (line: string) => said.push(line) };
  await ensureImages(imagesOf(DEFAULT_SYSTEM), steps);
  said.length = 0;
  expect(await ensureImages(imagesOf(DEFAULT_SYSTEM), steps)).toEqual([]);
  expect(said).toEqual([]);
});

test('a changed file makes the image outdated', async () => {
  const engine = await connectEngine();
  using changed = copy();
  expect(await imageState(engine, LIGHT, changed.dir)).toBe('current');
  appendFileSync(join(changed.dir, 'light/init'), '# changed\n');
  expect(await imageState(engine, LIGHT, changed.dir)).toBe('outdated');
});

test('a build that fails says what the step said, and leaves the old image and no container', async () => {
  const engine = await connectEngine();
  using broken = copy();
  writeFileSync(join(broken.dir, 'light/Dockerfile'), 'FROM debian:12-slim\nRUN echo about to fail >&2; exit 7\n');
  const containers = async () =>
    (await engine.listContainers({ all: true, filters: { ancestor: ['debian:12-slim'] } })).length;
  const before = await containers();
  await expect(buildImage(engine, LIGHT, {}, broken.dir)).rejects.toMatchObject({
    code: 'image-build-failed',
    kind: 'environment',
    what: expect.stringContaining('7'),
    seen: expect.stringContaining('about to fail'),
  });
  expect(await containers()).toBe(before);
  expect(await imageState(engine, LIGHT)).toBe('current');
});

test('images that were saved are loaded again, once; those of a file that was cut off are not', async () => {
  const engine = await connectEngine();
  const { signal } = new AbortController();
  const [repo, tag] = ['reapcheck-test/saved', `at-${process.pid}`];
  const image = { name: `${repo}:${tag}`, digest: 'of-these-files' };
  const changes = [`LABEL ${DIGEST_LABEL}=${image.digest}`];
  await text(await engine.importImage(Readable.from([Buffer.alloc(1024)]), { repo, tag, changes }));
  onTestFinished(() => removeImage(engine, image.name));
  const folder = mkdtempSync(join(tmpdir(), 'images-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'images.tar');
  await writeFile(file, archiveOf(engine, { version: '0', images: [image] }, signal));
  const load = (digest = image.digest) => loadImages({ engine, file, digestOf: () => digest, signal });

  expect(await load()).toEqual({ names: [image.name], loaded: false });
  await removeImage(engine, image.name);
  await expect(load('of-other-files')).rejects.toMatchObject({ code: 'other-images' });
  expect(await imageLabels(engine, image.name)).toBeUndefined();
  expect(await load()).toEqual({ names: [image.name], loaded: true });
  expect(await imageLabels(engine, image.name)).toMatchObject({ [DIGEST_LABEL]: image.digest });

  await removeImage(engine, image.name);
  truncateSync(file, 1536);
  await expect(load()).rejects.toMatchObject({ code: 'images-not-loaded', kind: 'environment' });
});

test('a controller’s image is listed with its digest; one of other files is neither taken, kept nor loaded', async () => {
  const engine = await connectEngine();
  const { signal } = new AbortController();
  // Outdated, and older than any that could be asked for meanwhile: nobody else takes it.
  const [repo, tag] = ['reapcheck/controller', 'ansible-core-2.14.0'];
  const image = { name: `${repo}:${tag}`, digest: 'of-other-files' };
  const changes = [`LABEL ${DIGEST_LABEL}=${image.digest}`, `LABEL ${CORE_LABEL}=2.14.0`];
  await text(await engine.importImage(Readable.from([Buffer.alloc(1024)]), { repo, tag, changes }));
  onTestFinished(() => removeImage(engine, image.name));
  const seen = (await controllerImages(engine)).find(({ name }) => name === image.name);
  expect(seen).toEqual({
    ...image,
    version: '2.14.0',
    coreVersion: '2.14.0',
    state: 'outdated',
    bytes: expect.any(Number),
  });
  await expect(requireController(engine, '2.14.0')).rejects.toMatchObject({
    code: 'outdated-image',
    remedy: expect.stringContaining('doctor --fix --controller container --ansible 2.14.0'),
  });
  const folder = mkdtempSync(join(tmpdir(), 'images-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'images.tar');
  await writeFile(file, archiveOf(engine, { version: '0', images: [image] }, signal));
  await expect(loadImages({ engine, file, digestOf: ownDigest, signal })).rejects.toMatchObject({
    code: 'other-images',
    seen: image.name,
  });
});
