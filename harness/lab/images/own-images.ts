import { ReapcheckError } from '../../model/error.ts';
import { type HostImage, nameOf } from '../host-image.ts';
import type { HostKindName } from '../host-system.ts';
import { DEFAULT_SYSTEM, HOST_SYSTEMS, type HostSystemName, isSystemName, SYSTEM_NAMES } from '../host-system.ts';

/** One for each kind that there is of it. */
export function imagesOf(system: HostSystemName): readonly HostImage[] {
  return HOST_SYSTEMS[system].kinds.map((kind) => ({ kind, system }));
}

/** All that reapcheck can make. */
export const OWN_IMAGES: readonly HostImage[] = SYSTEM_NAMES.flatMap(imagesOf);

/** Ours of this name; undefined for somebody else’s. */
export function ownImage(name: string): HostImage | undefined {
  return OWN_IMAGES.find((image) => nameOf(image) === name);
}

/**
 * The image that is meant: a system’s short name (`debian-13`) is our image of that, of this kind; all else is a name that the engine knows.
 * Throws `no-such-kind` for a kind that we don't make of that system.
 */
export function imageFor(kind: HostKindName, wanted: string = DEFAULT_SYSTEM): string {
  if (!isSystemName(wanted)) return wanted;
  if (!HOST_SYSTEMS[wanted].kinds.includes(kind)) throw noSuchKind(kind, wanted);
  return nameOf({ kind, system: wanted });
}

function noSuchKind(kind: HostKindName, system: HostSystemName): ReapcheckError {
  const others = SYSTEM_NAMES.filter((name) => HOST_SYSTEMS[name].kinds.includes(kind));
  return new ReapcheckError({
    code: 'no-such-kind',
    kind: 'usage',
    what: `reapcheck makes no host of the kind ${kind} of ${system}`,
    expected: `${HOST_SYSTEMS[system].kinds.map((one) => `--kind ${one}`).join(', ')} with it; of that kind there are ${others.join(', ')}`,
    remedy: 'take one of these, or an image of your own (docs/hosts.md)',
  });
}

/** What makes the images of these systems. */
export function doctorCommand(systems: readonly HostSystemName[]): string {
  const asked = new Set(systems.filter((system) => system !== DEFAULT_SYSTEM));
  return ['npx reapcheck doctor --fix', ...(asked.size > 0 ? [`--image ${[...asked].join(',')}`] : [])].join(' ');
}
