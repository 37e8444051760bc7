import { ReapcheckError } from '../../model/error.ts';
import { type Engine, hasImage } from '../engine.ts';
import { SYSTEM_NAMES } from '../host-system.ts';
import { CONTAINERS_DIR } from './image-context.ts';
import { imageState } from './image-state.ts';
import { doctorCommand, ownImage } from './own-images.ts';

/**
 * Throws `no-image`, or `outdated-image` for one of ours that was made from other files than these, as another version of
 * reapcheck has left it: its hosts would not do all that this one asks of them. Nothing is ever pulled or built here: that
 * is `doctor --fix`'s to do.
 */
export async function requireImage(engine: Engine, image: string, dir: string = CONTAINERS_DIR): Promise<void> {
  const own = ownImage(image);
  if (!own) {
    // What somebody else has made is as they want it.
    if (await hasImage(engine, image)) return;
    throw new ReapcheckError({
      code: 'no-image',
      kind: 'environment',
      what: `the host image ${image} is not there`,
      expected: `one that the engine has, or the short name of one of reapcheck’s own: ${SYSTEM_NAMES.join(', ')}`,
      remedy: `see docker images; reapcheck’s own come from ${doctorCommand([])}, with --image for others than the default, and nothing is pulled`,
    });
  }
  const state = await imageState(engine, own, dir);
  if (state === 'current') return;
  throw new ReapcheckError({
    code: state === 'missing' ? 'no-image' : 'outdated-image',
    kind: 'environment',
    what: `the host image ${image} ${state === 'missing' ? 'is not there' : 'was made by another version of reapcheck'}`,
    remedy: `run \`${doctorCommand([own.system])}\``,
  });
}
