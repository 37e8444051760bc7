import { ReapcheckError } from '../../model/error.ts';
import type { Engine } from '../engine.ts';
import { type ArchivedImage, openArchive } from './archive.ts';
import { EngineStreamError, readMessages } from './engine-stream.ts';
import { DIGEST_LABEL, imageLabels, removeSuperseded } from './image-state.ts';

export interface LoadOrder {
  readonly engine: Engine;
  readonly file: string;
  /** What this version makes an image of that name from; undefined where it makes none. */
  readonly digestOf: (name: string) => string | undefined;
  readonly signal: AbortSignal;
}

export interface LoadedImages {
  readonly names: readonly string[];
  /** False where the engine had all of them already. */
  readonly loaded: boolean;
}

/**
 * Loads the images of an archive, which must be what this version would make. Throws `no-image-archive`, `other-images` for those of another
 * version, before any of them is loaded, or `images-not-loaded`.
 */
export async function loadImages({ engine, file, digestOf, signal }: LoadOrder): Promise<LoadedImages> {
  const archive = await openArchive(file);
  const { images, version } = archive.contents;
  const names = images.map(({ name }) => name);
  const others = images.filter(({ name, digest }) => digestOf(name) !== digest);
  if (others.length > 0) {
    throw new ReapcheckError({
      code: 'other-images',
      kind: 'environment',
      what: `${file} was written by reapcheck ${version}, which made its images from other files than this one does`,
      seen: others.map(({ name }) => name).join(', '),
      remedy:
        'npx reapcheck doctor --fix, with the same --image, --controller and --ansible, makes those of this version, and images save keeps them',
    });
  }
  if ((await lacking(engine, images)).length === 0) return { names, loaded: false };
  const why = await load(engine, archive.images(), signal);
  const lacks = await lacking(engine, images);
  if (why !== undefined || lacks.length > 0) {
    throw new ReapcheckError({
      code: 'images-not-loaded',
      kind: 'environment',
      what: `the engine could not load the images of ${file}`,
      seen: why ?? `it took the file, but does not have ${lacks.map(({ name }) => name).join(', ')} as it says`,
      remedy:
        'the file may have been cut off: write it anew with `reapcheck images save`, or make the images with `npx reapcheck doctor --fix`',
    });
  }
  await removeSuperseded(engine);
  return { names, loaded: true };
}

/** What the engine said against it, if anything. */
async function load(engine: Engine, images: NodeJS.ReadableStream, signal: AbortSignal): Promise<string | undefined> {
  try {
    await readMessages(await engine.loadImage(images, { quiet: true, abortSignal: signal }), () => {});
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineStreamError) return error.message;
    if ((error as { statusCode?: number }).statusCode !== undefined) return (error as Error).message;
    throw error;
  }
}

async function lacking(engine: Engine, images: readonly ArchivedImage[]): Promise<readonly ArchivedImage[]> {
  const looks = images.map(async (image) => ({ image, labels: await imageLabels(engine, image.name) }));
  return (await Promise.all(looks))
    .filter(({ image, labels }) => labels?.[DIGEST_LABEL] !== image.digest)
    .map(({ image }) => image);
}
