import { HOST_KINDS, type HostLook } from '../lab/host-kind.ts';
import type { HostKindName } from '../lab/host-system.ts';
import { SYSTEM_NAMES } from '../lab/host-system.ts';
import { ReapcheckError } from '../model/error.ts';

export const IMAGE_OPTION = `${SYSTEM_NAMES.join(', ')}, or an image that the engine has (docs/hosts.md)`;
export const LOOK_OPTION = 'machine: nothing on the hosts says that they are containers; container: they show it';

export function hostKind(name: string): HostKindName {
  if (Object.hasOwn(HOST_KINDS, name)) return name as HostKindName;
  throw new ReapcheckError({
    code: 'unknown-host-kind',
    kind: 'usage',
    what: `there is no host kind "${name}"`,
    expected: Object.keys(HOST_KINDS).join(', '),
    remedy: 'choose one of these with --kind',
  });
}

export function hostLook(name = 'machine'): HostLook {
  if (name === 'machine' || name === 'container') return name;
  throw new ReapcheckError({
    code: 'unknown-look',
    kind: 'usage',
    what: `hosts can't look like "${name}"`,
    expected: 'machine, container',
    remedy: 'choose one of these with --look',
  });
}
