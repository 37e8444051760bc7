import { type HostSystemName, isSystemName, SYSTEM_NAMES } from '../lab/host-system.ts';
import { ReapcheckError } from '../model/error.ts';
import { nearest } from '../yaml/nearest.ts';

/** Reads short names of systems, with commas between them. Throws `unknown-system` for one that reapcheck makes no image of. */
export function systemsNamed(text: string): readonly HostSystemName[] {
  return [...new Set(text.split(',').map((name) => systemNamed(name.trim())))];
}

function systemNamed(name: string): HostSystemName {
  if (isSystemName(name)) return name;
  const near = nearest(name, SYSTEM_NAMES);
  throw new ReapcheckError({
    code: 'unknown-system',
    kind: 'usage',
    what: `reapcheck makes no host image "${name}"`,
    expected: SYSTEM_NAMES.join(', '),
    remedy: near
      ? `did you mean "${near}"?`
      : 'name one of these; an image of your own is made without reapcheck (docs/hosts.md)',
  });
}
