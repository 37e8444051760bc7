import type { Engine } from '../engine.ts';
import { hasImage } from '../engine.ts';
import { HOST_KINDS, type HostKindName } from '../host-kind.ts';
import { buildImage } from './build-image.ts';
import { debootstrapBase } from './debootstrap-base.ts';
import { BASE } from './image-context.ts';
import { imageState, removeSuperseded } from './image-state.ts';
import type { ImageSteps } from './image-steps.ts';
import { pullBase } from './pull-base.ts';

export interface EnsureImagesOptions extends ImageSteps {
  readonly engine: Engine;
}

export interface ImagesDone {
  /** Where the base came from, if it wasn't there already and was needed. */
  readonly base: 'unchanged' | 'pulled' | 'debootstrapped';
  /** The images that were built; none if all were current. */
  readonly built: readonly string[];
}

/**
 * Builds the images of these kinds that are missing or made from other files, and nothing else. Throws
 * `image-build-failed`, `debootstrap-failed` or `no-debian-mirror`, and the signal's reason when it aborts.
 */
export async function ensureImages(kinds: readonly HostKindName[], options: EnsureImagesOptions): Promise<ImagesDone> {
  const { engine } = options;
  const states = await Promise.all(kinds.map(async (kind) => ({ kind, state: await imageState(engine, kind) })));
  const due = states.filter(({ state }) => state !== 'current').map(({ kind }) => kind);
  if (due.length === 0) return { base: 'unchanged', built: [] };
  const base = await ensureBase(options);
  // One after the other: the first one's layers and package lists are warm for the second.
  for (const kind of due) await buildImage(engine, kind, options);
  await removeSuperseded(engine);
  return { base, built: due.map((kind) => HOST_KINDS[kind].image) };
}

async function ensureBase(options: EnsureImagesOptions): Promise<ImagesDone['base']> {
  if (await hasImage(options.engine, BASE.image)) return 'unchanged';
  const trouble = await pullBase(options.engine, options);
  if (trouble === undefined) return 'pulled';
  options.onProgress?.(`no registry to pull from (${trouble.trim()}): making ${BASE.image} from Debian packages`);
  await debootstrapBase(options.engine, options);
  return 'debootstrapped';
}
