import { isSupported, isVersion } from '../../model/ansible-core.ts';
import { controllerDigest, controllerImageFor } from './controller-image.ts';
import { isControllerName, versionIn } from './controller-name.ts';
import { CONTAINERS_DIR, imageDigest } from './image-context.ts';
import { ownImage } from './own-images.ts';

/** What this version makes the image of that name from, a host's or a controller's; undefined where it makes none of that name. */
export function ownDigest(name: string, dir: string = CONTAINERS_DIR): string | undefined {
  const host = ownImage(name);
  if (host) return imageDigest(host, dir);
  const version = isControllerName(name) ? versionIn(name) : '';
  return isVersion(version) && isSupported(version) ? controllerDigest(controllerImageFor(version), dir) : undefined;
}
