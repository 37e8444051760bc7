import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { connectEngine } from '../lab/engine.ts';
import { type HostImage, nameOf } from '../lab/host-image.ts';
import { DEFAULT_SYSTEM, type HostSystemName, SYSTEM_NAMES } from '../lab/host-system.ts';
import type { ArchivedImage } from '../lab/images/archive.ts';
import { imageDigest } from '../lab/images/image-context.ts';
import { type SeenImage, seeImage } from '../lab/images/image-state.ts';
import { loadImages } from '../lab/images/load-images.ts';
import { imagesOf, OWN_IMAGES, ownImage } from '../lab/images/own-images.ts';
import { requireImage } from '../lab/images/require-image.ts';
import { archiveOf } from '../lab/images/save-images.ts';
import { systemsNamed } from './host-system.ts';
import { onInterrupt } from './interrupt.ts';
import { ownVersion } from './package-root.ts';
import { requireWritableFile } from './writable.ts';

interface Which {
  readonly image?: readonly HostSystemName[];
}

const WHICH = `the systems of the images, with commas: ${SYSTEM_NAMES.join(', ')} (default: ${DEFAULT_SYSTEM})`;
const MB = 1_000_000;

export function registerImages(program: Command): void {
  const images = program
    .command('images')
    .summary('the host images: list them, and carry them from one machine to another')
    .description(
      'What hosts start from. `doctor --fix` makes them; a CI job that keeps them in its cache makes them once.',
    );
  images
    .command('list')
    .summary('which there are, and whether this version made them')
    .option('--json', 'print them as JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const engine = await connectEngine();
      const seen = await Promise.all(OWN_IMAGES.map((image) => seeImage(engine, image)));
      console.log(options.json ? JSON.stringify(seen, null, 2) : seen.map(row).join('\n'));
    });
  images
    .command('save')
    .summary('write images to a file')
    .argument('<file>', 'a tar archive, not compressed')
    .option('--image <names>', WHICH, systemsNamed)
    .action(async (file: string, options: Which) => {
      const bytes = await save(file, chosen(options));
      console.log(`${chosen(options).map(nameOf).join(', ')}: ${(bytes / MB).toFixed(0)} MB in ${file}`);
    });
  images
    .command('load')
    .summary('take over the images of such a file, if they are those of this version')
    .argument('<file>', 'that `images save` has written')
    .action(async (file: string) => {
      using interrupt = onInterrupt();
      const digestOf = (name: string) => {
        const own = ownImage(name);
        return own && imageDigest(own);
      };
      const { names, loaded } = await loadImages({
        engine: await connectEngine(),
        file,
        digestOf,
        signal: interrupt.signal,
      });
      console.log(`${names.join(', ')}: ${loaded ? 'loaded' : 'there already'}`);
    });
  images
    .command('key')
    .summary('print a key for caches: another one when the images would be made from other files')
    .option('--image <names>', WHICH, systemsNamed)
    .action((options: Which) => {
      const digests = archived(chosen(options)).map(({ name, digest }) => `${name} ${digest}\n`);
      console.log(createHash('sha256').update(digests.join('')).digest('hex').slice(0, 16));
    });
}

/** Of each kind, as a play may need either. */
function chosen({ image: systems = [DEFAULT_SYSTEM] }: Which): readonly HostImage[] {
  return systems.flatMap(imagesOf);
}

function archived(images: readonly HostImage[]): readonly ArchivedImage[] {
  return images.map((image) => ({ name: nameOf(image), digest: imageDigest(image) }));
}

/** Returns how many bytes it has. There is no file of this name before it is whole. */
async function save(file: string, images: readonly HostImage[]): Promise<number> {
  requireWritableFile('images save', file);
  using interrupt = onInterrupt();
  const engine = await connectEngine();
  for (const image of images) await requireImage(engine, nameOf(image));
  const { signal } = interrupt;
  const part = `${file}.part-${process.pid}`;
  try {
    const archive = archiveOf(engine, { version: ownVersion(), images: archived(images) }, signal);
    await pipeline(Readable.from(archive), createWriteStream(part, { flags: 'wx' }), { signal });
    const { size } = await stat(part);
    await rename(part, file);
    return size;
  } finally {
    await rm(part, { force: true });
  }
}

function row({ name, state, digest, bytes }: SeenImage): string {
  const size = bytes === undefined ? '' : `${(bytes / MB).toFixed(0)} MB`;
  return `${name.padEnd(29)} ${state.padEnd(8)} ${size.padStart(7)}  ${(digest ?? '').slice(0, 12)}`.trimEnd();
}
