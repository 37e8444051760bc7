import { type HostImage, nameOf } from '../host-image.ts';
import { HOST_KINDS, type HostKindName } from '../host-kind.ts';
import { DEFAULT_SYSTEM, type HostSystemName, isSystemName, SYSTEM_NAMES } from '../host-system.ts';

/** One for each kind. */
export function imagesOf(system: HostSystemName): readonly HostImage[] {
  return (Object.keys(HOST_KINDS) as HostKindName[]).map((kind) => ({ kind, system }));
}

/** All that reapcheck can make. */
export const OWN_IMAGES: readonly HostImage[] = SYSTEM_NAMES.flatMap(imagesOf);

/** Ours of this name; undefined for somebody else’s. */
export function ownImage(name: string): HostImage | undefined {
  return OWN_IMAGES.find((image) => nameOf(image) === name);
}

/** The image that is meant: a system’s short name (`debian-13`) is our image of that, of this kind; all else is a name that the engine knows. */
export function imageFor(kind: HostKindName, wanted: string = DEFAULT_SYSTEM): string {
  return isSystemName(wanted) ? nameOf({ kind, system: wanted }) : wanted;
}

/** What makes the images of these systems. */
export function doctorCommand(systems: readonly HostSystemName[]): string {
  const asked = new Set(systems.filter((system) => system !== DEFAULT_SYSTEM));
  return ['npx reapcheck doctor --fix', ...(asked.size > 0 ? [`--image ${[...asked].join(',')}`] : [])].join(' ');
}
