/** A system that reapcheck makes hosts of. */
export interface HostSystem {
  /** What the Dockerfiles' FROM names: pulled, or made by debootstrap under this name. */
  readonly base: string;
  /** The release in Debian's archive. */
  readonly suite: string;
  /**
   * What its packages want of `containers/boot/packages`. debootstrap follows only the first alternative of a dependency, and these begin
   * theirs with systemd: they are left to apt, in the build, which takes the small package that the base has for it.
   */
  readonly sysusers?: { readonly base: string; readonly dependents: readonly string[] };
}

/** From Debian 13 on. */
const SYSUSERS = {
  base: 'systemd-standalone-sysusers',
  dependents: ['openssh-server', 'cron', 'logrotate'],
} as const;

const SYSTEMS = {
  'debian-11': { base: 'debian:11-slim', suite: 'bullseye' },
  'debian-12': { base: 'debian:12-slim', suite: 'bookworm' },
  'debian-13': { base: 'debian:13-slim', suite: 'trixie', sysusers: SYSUSERS },
  sid: { base: 'debian:sid-slim', suite: 'sid', sysusers: SYSUSERS },
} as const satisfies Readonly<Record<string, HostSystem>>;

export type HostSystemName = keyof typeof SYSTEMS;

export const HOST_SYSTEMS: Readonly<Record<HostSystemName, HostSystem>> = SYSTEMS;

/** Of hosts that don't say otherwise, and of what the harness itself starts. */
export const DEFAULT_SYSTEM = 'debian-12' satisfies HostSystemName;

export const SYSTEM_NAMES = Object.keys(HOST_SYSTEMS) as readonly HostSystemName[];

export function isSystemName(name: string): name is HostSystemName {
  return Object.hasOwn(HOST_SYSTEMS, name);
}
