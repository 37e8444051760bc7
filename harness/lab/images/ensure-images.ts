import type { Engine } from '../engine.ts';
import { hasImage } from '../engine.ts';
import { type HostImage, nameOf } from '../host-image.ts';
import { HOST_SYSTEMS, type HostSystemName } from '../host-system.ts';
import { buildImage } from './build-image.ts';
import { makeDebianBase } from './debian-base.ts';
import { imageState, removeSuperseded } from './image-state.ts';
import type { ImageSteps } from './image-steps.ts';
import { onlyPulled } from './only-pulled.ts';
import { pullBase } from './pull-base.ts';

export interface EnsureImagesOptions extends ImageSteps {
  readonly engine: Engine;
}

/**
 * Builds those of these images that are missing or made from other files, and nothing else. Returns the names of what was built; none if
 * all were current. Throws `image-build-failed`, `base-failed`, `no-such-release`, `no-debian-mirror` or `no-base-image`, and the signal's reason
 * when it aborts.
 */
export async function ensureImages(
  images: readonly HostImage[],
  options: EnsureImagesOptions,
): Promise<readonly string[]> {
  const due = await dueImages(options.engine, images);
  for (const system of new Set(due.map((image) => image.system))) {
    await ensureBase(system, options);
    // One after the other: the first one's layers and package lists are warm for the second.
    for (const image of due.filter((one) => one.system === system)) await buildImage(options.engine, image, options);
  }
  if (due.length > 0) await removeSuperseded(options.engine);
  return due.map(nameOf);
}

/** Those of them that are not there as they should be. */
export async function dueImages(engine: Engine, images: readonly HostImage[]): Promise<readonly HostImage[]> {
  const states = await Promise.all(images.map(async (image) => ({ image, state: await imageState(engine, image) })));
  return states.filter(({ state }) => state !== 'current').map(({ image }) => image);
}

async function ensureBase(system: HostSystemName, options: EnsureImagesOptions): Promise<void> {
  const { base, recipe } = HOST_SYSTEMS[system];
  if (await hasImage(options.engine, base)) return;
  const trouble = await pullBase(options.engine, base, options);
  if (trouble === undefined) return;
  if (recipe.by === 'registry') throw onlyPulled(base, trouble.trim());
  options.onProgress?.(`no registry to pull from (${trouble.trim()}): making ${base} from Debian packages`);
  await makeDebianBase(options.engine, system, recipe, options);
}
