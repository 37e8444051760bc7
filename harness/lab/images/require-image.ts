import { ReapcheckError } from '../../model/error.ts';
import { type Engine, hasImage, REMEDY } from '../engine.ts';
import { HOST_KINDS } from '../host-kind.ts';
import { CONTAINERS_DIR } from './image-context.ts';
import { type ImageState, imageState } from './image-state.ts';

/**
 * Throws `no-image`, or `outdated-image` for one of ours that was made from other files than these, as another version of
 * reapcheck has left it: its hosts would not do all that this one asks of them. Nothing is ever pulled or built here: that
 * is `doctor --fix`'s to do.
 */
export async function requireImage(engine: Engine, image: string, dir: string = CONTAINERS_DIR): Promise<void> {
  const state = await stateOf(engine, image, dir);
  if (state === 'current') return;
  throw new ReapcheckError({
    code: state === 'missing' ? 'no-image' : 'outdated-image',
    kind: 'environment',
    what: `the host image ${image} ${state === 'missing' ? 'is not there' : 'was made by another version of reapcheck'}`,
    remedy: REMEDY,
  });
}

/** What somebody else has made is as they want it. */
async function stateOf(engine: Engine, image: string, dir: string): Promise<ImageState> {
  const kind = Object.values(HOST_KINDS).find((one) => one.image === image);
  if (kind) return imageState(engine, kind.name, dir);
  return (await hasImage(engine, image)) ? 'current' : 'missing';
}
