import { HOST_KINDS, type HostKindName } from '../lab/host-kind.ts';
import { ReapcheckError } from '../model/error.ts';

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
