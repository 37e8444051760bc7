import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine } from '../../harness/lab/engine.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import { buildImage } from '../../harness/lab/images/build-image.ts';
import { ensureImages } from '../../harness/lab/images/ensure-images.ts';
import { CONTAINERS_DIR } from '../../harness/lab/images/image-context.ts';
import { imageState } from '../../harness/lab/images/image-state.ts';
import { requireImage } from '../../harness/lab/images/require-image.ts';
import { elapsed } from '../../harness/time/clock.ts';

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

test('images that are current are left alone, and that is found out at once', async () => {
  const engine = await connectEngine();
  const said: string[] = [];
  const steps = { engine, onChange: (line: string) => said.push(line), onProgress: (line: string) => said.push(line) };
  await ensureImages(['light', 'systemd'], steps);
  said.length = 0;
  const began = elapsed();
  expect(await ensureImages(['light', 'systemd'], steps)).toEqual({ base: 'unchanged', built: [] });
  expect(elapsed() - began).toBeLessThan(1_000);
  expect(said).toEqual([]);
});

test('a changed file makes the image outdated', async () => {
  const engine = await connectEngine();
  using changed = copy();
  expect(await imageState(engine, 'light', changed.dir)).toBe('current');
  appendFileSync(join(changed.dir, 'light/init'), '# changed\n');
  expect(await imageState(engine, 'light', changed.dir)).toBe('outdated');
});

test('a build that fails says what the step said, and leaves the old image and no container', async () => {
  const engine = await connectEngine();
  using broken = copy();
  writeFileSync(join(broken.dir, 'light/Dockerfile'), 'FROM debian:12-slim\nRUN echo about to fail >&2; exit 7\n');
  const containers = async () =>
    (await engine.listContainers({ all: true, filters: { ancestor: ['debian:12-slim'] } })).length;
  const before = await containers();
  await expect(buildImage(engine, 'light', {}, broken.dir)).rejects.toMatchObject({
    code: 'image-build-failed',
    kind: 'environment',
    what: expect.stringContaining('7'),
    seen: expect.stringContaining('about to fail'),
  });
  expect(await containers()).toBe(before);
  expect(await imageState(engine, 'light')).toBe('current');
});
