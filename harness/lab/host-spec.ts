import { ReapcheckError } from '../model/error.ts';
import type { HostKindName } from './host-system.ts';

/** A host to start. */
export interface HostSpec {
  /** The name in the inventory. */
  readonly name: string;
  /** `root`, or a user with password-less sudo. */
  readonly user?: 'root' | 'operator';
  readonly kind?: HostKindName;
  readonly image?: string;
}

/** What Ansible takes as one host's name, and can be made a hostname and part of a container's name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Reads a number of hosts (`<prefix>-1` and so on), names, or specs. Throws `bad-host-name`. */
export function hostSpecs(wanted: number | readonly (string | HostSpec)[], prefix: string): HostSpec[] {
  const listed =
    typeof wanted === 'number' ? Array.from({ length: wanted }, (_, index) => `${prefix}-${index + 1}`) : wanted;
  const specs = listed.map((it) => (typeof it === 'string' ? { name: it } : it));
  const seen = new Set<string>();
  for (const { name } of specs) {
    if (!NAME.test(name)) throw badName(name, 'letters, digits, `.`, `_` and `-`; a letter or digit first; at most 63');
    if (seen.has(name)) throw badName(name, 'each name once');
    seen.add(name);
  }
  return specs;
}

function badName(name: string, expected: string): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-host-name',
    kind: 'usage',
    what: `"${name}" can't be the name of a host`,
    expected,
    remedy: 'choose another name',
  });
}

/** What `hostname` prints on it. */
export function hostnameOf(name: string): string {
  return name.replace(/[^A-Za-z0-9-]/g, '-').replace(/-+$/, '');
}

/** What it prints on a machine whose name in the inventory may have a domain, or be an address. */
export function shortHostname(name: string): string {
  return hostnameOf(/^[\d.]+$/.test(name) ? name : (name.split('.')[0] ?? name));
}
