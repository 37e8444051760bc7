import { causeCode, type Engine } from '../engine.ts';
import { HOST_KINDS, type HostKindName } from '../host-kind.ts';
import { CONTAINERS_DIR, imageDigest } from './image-context.ts';

/** On our images, besides `io.reapcheck.image`, which their Dockerfile sets: what they were built from. */
export const DIGEST_LABEL = 'io.reapcheck.digest';

/** `outdated`: it is there, but made from other files than these. */
export type ImageState = 'current' | 'outdated' | 'missing';

/** Labels of an image, or undefined if the engine doesn't have it. */
async function imageLabels(engine: Engine, image: string): Promise<Record<string, string> | undefined> {
  try {
    return (await engine.getImage(image).inspect()).Config.Labels ?? {};
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
  try {
    const { Id, Config, RepoDigests } = await engine.getImage(name).inspect();
    // One of somebody's own that is made from ours has our label as well.
    const ours = Object.values(HOST_KINDS).some((kind) => kind.image === name);
    const made = ours ? Config.Labels?.[DIGEST_LABEL] : RepoDigests?.[0]?.split('@')[1];
    return { name, id: Id, digest: made ?? Id };
  } catch (error) {
    if (causeCode(error) === 404) return undefined;
    throw error;
  }
}

/** Takes milliseconds: one question to the engine, and some small files. */
export async function imageState(
  engine: Engine,
  kind: HostKindName,
  dir: string = CONTAINERS_DIR,
): Promise<ImageState> {
  const labels = await imageLabels(engine, HOST_KINDS[kind].image);
  if (!labels) return 'missing';
  return labels[DIGEST_LABEL] === imageDigest(kind, dir) ? 'current' : 'outdated';
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
