import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { connectEngine, type Engine } from '../lab/engine.ts';
import { nameOf } from '../lab/host-image.ts';
import type { ArchivedImage } from '../lab/images/archive.ts';
import { controllerDigest, controllerImageFor, controllerImages } from '../lab/images/controller-image.ts';
import { controllerName } from '../lab/images/controller-name.ts';
import { imageDigest } from '../lab/images/image-context.ts';
import { type SeenImage, seeImage } from '../lab/images/image-state.ts';
import { loadImages } from '../lab/images/load-images.ts';
import { ownDigest } from '../lab/images/own-digest.ts';
import { OWN_IMAGES } from '../lab/images/own-images.ts';
import { requireController } from '../lab/images/require-controller.ts';
import { requireImage } from '../lab/images/require-image.ts';
import { archiveOf } from '../lab/images/save-images.ts';
import { onInterrupt } from './interrupt.ts';
import { type KeptImages, keptImages, withKeptOptions } from './kept-images.ts';
import { ownVersion } from './package-root.ts';
import { requireWritableFile } from './writable.ts';

const MB = 1_000_000;

export function registerImages(program: Command): void {
  const images = program
    .command('images')
    .summary('the images of hosts and controllers: list them, and carry them from one machine to another')
    .description(
      'What hosts start from, and what ansible-playbook runs in. `doctor --fix` makes them; a CI job that keeps them in its cache makes them once.',
    );
  images
    .command('list')
    .summary('which there are, and whether this version made them')
    .option('--json', 'print them as JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const engine = await connectEngine();
      const hosts = await Promise.all(OWN_IMAGES.map((image) => seeImage(engine, image)));
      const seen = [...hosts, ...(await controllerImages(engine))];
      console.log(options.json ? JSON.stringify(seen, null, 2) : rows(seen).join('\n'));
    });
  withKeptOptions(
    images.command('save').summary('write images to a file').argument('<file>', 'a tar archive, not compressed'),
  ).action(async (file: string, options) => {
    const { names, bytes } = await save(file, keptImages(options));
    console.log(`${names.join(', ')}: ${(bytes / MB).toFixed(0)} MB in ${file}`);
  });
  images
    .command('load')
    .summary('take over the images of such a file, if they are those of this version')
    .argument('<file>', 'that `images save` has written')
    .action(async (file: string) => {
      using interrupt = onInterrupt();
      const { names, loaded } = await loadImages({
        engine: await connectEngine(),
        file,
        digestOf: ownDigest,
        signal: interrupt.signal,
      });
      console.log(`${names.join(', ')}: ${loaded ? 'loaded' : 'there already'}`);
    });
  withKeptOptions(
    images.command('key').summary('print a key for caches: another one when the images would be made from other files'),
  ).action((options) => {
    const digests = asMade(keptImages(options)).map(({ name, digest }) => `${name} ${digest}\n`);
    console.log(createHash('sha256').update(digests.join('')).digest('hex').slice(0, 16));
  });
}

/** As `doctor --fix` would make them where there are none. */
function asMade({ hosts, versions }: KeptImages): readonly ArchivedImage[] {
  const controllers = versions.map(controllerImageFor);
  return [
    ...hosts.map((image) => ({ name: nameOf(image), digest: imageDigest(image) })),
    ...controllers.map((order) => ({ name: controllerName(order), digest: controllerDigest(order) })),
  ];
}

/** As the engine has them. Throws `no-image` or `outdated-image` for what it lacks. */
async function asThere(engine: Engine, { hosts, versions }: KeptImages): Promise<readonly ArchivedImage[]> {
  for (const image of hosts) await requireImage(engine, nameOf(image));
  // For a series an image of one of its versions will do, as it does for doctor and drill.
  const controllers = new Map<string, ArchivedImage>();
  for (const version of versions) {
    const { name, version: asked } = await requireController(engine, version);
    controllers.set(name, { name, digest: controllerDigest(controllerImageFor(asked)) });
  }
  return [...asMade({ hosts, versions: [] }), ...controllers.values()];
}

interface Saved {
  readonly names: readonly string[];
  readonly bytes: number;
}

/** There is no file of this name before it is whole. */
async function save(file: string, kept: KeptImages): Promise<Saved> {
  requireWritableFile('images save', file);
  using interrupt = onInterrupt();
  const engine = await connectEngine();
  const images = await asThere(engine, kept);
  const { signal } = interrupt;
  const part = `${file}.part-${process.pid}`;
  try {
    const archive = archiveOf(engine, { version: ownVersion(), images }, signal);
    await pipeline(Readable.from(archive), createWriteStream(part, { flags: 'wx' }), { signal });
    const { size } = await stat(part);
    await rename(part, file);
    return { names: images.map(({ name }) => name), bytes: size };
  } finally {
    await rm(part, { force: true });
  }
}

function rows(seen: readonly SeenImage[]): readonly string[] {
  const widest = Math.max(...seen.map(({ name }) => name.length));
  return seen.map(({ name, state, digest, bytes }) => {
    const size = bytes === undefined ? '' : `${(bytes / MB).toFixed(0)} MB`;
    return `${name.padEnd(widest)} ${state.padEnd(8)} ${size.padStart(7)}  ${(digest ?? '').slice(0, 12)}`.trimEnd();
  });
}
