import { causeCode, type Engine } from '../engine.ts';
import { type HostImage, nameOf } from '../host-image.ts';
import { isControllerName } from './controller-name.ts';
import { CONTAINERS_DIR, imageDigest } from './image-context.ts';
import { ownImage } from './own-images.ts';

/** On our images, and on those that are made from them: the kind. Their Dockerfile sets it. */
export const KIND_LABEL = 'io.reapcheck.image';
/** On our images: what they were built from. */
export const DIGEST_LABEL = 'io.reapcheck.digest';

/** `outdated`: it is there, but made from other files than these. */
export type ImageState = 'current' | 'outdated' | 'missing';

/** An image of ours, as the engine has it. */
export interface SeenImage {
  readonly name: string;
  readonly state: ImageState;
  /** Of the files that it was made from; undefined where there is none. */
  readonly digest: string | undefined;
  /** With the layers that it shares with others. */
  readonly bytes: number | undefined;
}

/** Labels of an image, or undefined if the engine doesn't have it. */
export async function imageLabels(engine: Engine, image: string): Promise<Record<string, string> | undefined> {
  return (await inspect(engine, image))?.labels;
}

async function inspect(engine: Engine, image: string) {
  try {
    const { Id, Config, RepoDigests, Size } = await engine.getImage(image).inspect();
    return { id: Id, labels: Config.Labels ?? {}, repoDigest: RepoDigests?.[0]?.split('@')[1], bytes: Size };
  } catch (error) {
    if (causeCode(error) === 404) return undefined;
    throw error;
  }
}

/** What an image is: `digest` is the same wherever it was made from the same; `id` is of this one alone. */
export interface ImageIdentity {
  readonly name: string;
  readonly digest: string;
  readonly id: string;
}

/** Undefined if the engine doesn't have it. */
export async function imageIdentity(engine: Engine, name: string): Promise<ImageIdentity | undefined> {
  const seen = await inspect(engine, name);
  if (!seen) return undefined;
  const { id, labels, repoDigest } = seen;
  // One of somebody's own that is made from ours has our label as well.
  const made = ownImage(name) || isControllerName(name) ? labels[DIGEST_LABEL] : repoDigest;
  return { name, id, digest: made ?? id };
}

/** Takes milliseconds: one question to the engine, and some small files. */
export async function imageState(engine: Engine, image: HostImage, dir: string = CONTAINERS_DIR): Promise<ImageState> {
  return (await seeImage(engine, image, dir)).state;
}

export async function seeImage(engine: Engine, image: HostImage, dir: string = CONTAINERS_DIR): Promise<SeenImage> {
  const name = nameOf(image);
  const seen = await inspect(engine, name);
  if (!seen) return { name, state: 'missing', digest: undefined, bytes: undefined };
  const digest = seen.labels[DIGEST_LABEL];
  return { name, state: digest === imageDigest(image, dir) ? 'current' : 'outdated', digest, bytes: seen.bytes };
}

/** Removes images of ours that a newer build took the tag from. One that a container still uses stays, for the next time. */
export async function removeSuperseded(engine: Engine): Promise<number> {
  const images = await engine.listImages({ filters: { dangling: ['true'], label: [DIGEST_LABEL] } });
  const removals = images.map(async ({ Id }) => {
    try {
      await engine.getImage(Id).remove();
      return 1;
    } catch (error) {
      if (causeCode(error) === 404 || causeCode(error) === 409) return 0;
      throw error;
    }
  });
  return (await Promise.all(removals)).reduce<number>((sum, one) => sum + one, 0);
}
