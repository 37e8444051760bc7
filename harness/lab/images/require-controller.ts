import { ReapcheckError } from '../../model/error.ts';
import type { Engine } from '../engine.ts';
import {
  controllerCommand,
  controllerImages,
  controllerOf,
  defaultSeries,
  type SeenController,
} from './controller-image.ts';

/**
 * The image of ours with an ansible-core of this version or series; without one, the newest. Throws `no-image`, or `outdated-image` for one
 * that was made from other files than these. Nothing is made here: that is `doctor --fix`'s to do.
 */
export async function requireController(engine: Engine, ansible: string | undefined): Promise<SeenController> {
  const seen = await controllerImages(engine);
  const found = controllerOf(seen, ansible);
  if (found?.state === 'current') return found;
  throw new ReapcheckError({
    code: found ? 'outdated-image' : 'no-image',
    kind: 'environment',
    what: found
      ? `the controller’s image ${found.name} was made by another version of reapcheck`
      : `there is no controller’s image with ansible-core${ansible ? ` ${ansible}` : ''}`,
    seen: seen.map(({ name, coreVersion }) => `${name} (${coreVersion})`).join(', ') || 'none',
    remedy: `run \`${controllerCommand(found?.version ?? ansible ?? defaultSeries())}\``,
  });
}
