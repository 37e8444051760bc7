import { relative } from 'node:path';
import { HOST_KINDS, type HostKindName, type HostLook } from '../lab/host-kind.ts';
import { ReapcheckError } from '../model/error.ts';
import type { ReadPlaybook } from '../source/read-playbook.ts';
import { serviceManagerUse } from '../source/service-manager.ts';

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

/** The kind that was asked for, or the one that the playbooks need, which is told. An image of somebody’s own is `light` unless they say otherwise. */
export function hostKindFor(
  asked: string | undefined,
  image: string | undefined,
  playbooks: readonly ReadPlaybook[],
  say: (text: string) => void,
): HostKindName {
  if (asked !== undefined) return hostKind(asked);
  const use = image === undefined ? playbooks.map(serviceManagerUse).find((one) => one !== undefined) : undefined;
  if (!use) return 'light';
  say(
    `hosts with systemd, as ${relative('', use.place.file)}:${use.place.line} uses ${use.what} (--kind light: without)`,
  );
  return 'systemd';
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
