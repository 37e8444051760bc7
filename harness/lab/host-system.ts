/** What a host starts as: `light` is init by a few lines of shell, `systemd` is all of it. */
export type HostKindName = 'light' | 'systemd';

/** How the host images of a system are made. */
export type Recipe = DebianRecipe | OtherRecipe;

/** By apt, on a base that is pulled, or made from Debian packages under its name. */
export interface DebianRecipe {
  readonly by: 'debian';
  /** The release in Debian's archive. */
  readonly suite: string;
  /**
   * What its packages want of `containers/boot/packages`. debootstrap follows only the first alternative of a dependency, and these begin
   * theirs with systemd: they are left to apt, in the build, which takes the small package that the base has for it.
   */
  readonly sysusers?: { readonly base: string; readonly dependents: readonly string[] };
}

/** By `containers/other`, on a base that only a registry has. */
export interface OtherRecipe {
  readonly by: 'registry';
  /** What gets its packages (`containers/other/install`). */
  readonly manager: 'apt' | 'apk' | 'dnf' | 'zypper';
  /** A file in `containers` that lists them, by the names that they have there. */
  readonly packages: string;
}

/** A system that reapcheck makes hosts of. */
export interface HostSystem {
  /** What the Dockerfiles' FROM names. */
  readonly base: string;
  readonly kinds: readonly HostKindName[];
  readonly recipe: Recipe;
}

const BOTH = ['light', 'systemd'] as const;

/** From Debian 13 on. */
const SYSUSERS = {
  base: 'systemd-standalone-sysusers',
  dependents: ['openssh-server', 'cron', 'logrotate'],
} as const;

function debian(base: string, suite: string, more: Pick<DebianRecipe, 'sysusers'> = {}): HostSystem {
  return { base, kinds: BOTH, recipe: { by: 'debian', suite, ...more } };
}

function other(base: string, manager: OtherRecipe['manager'], packages = `other/packages.${manager}`): HostSystem {
  return { base, kinds: ['light'], recipe: { by: 'registry', manager, packages } };
}

const SYSTEMS = {
  'debian-11': debian('debian:11-slim', 'bullseye'),
  'debian-12': debian('debian:12-slim', 'bookworm'),
  'debian-13': debian('debian:13-slim', 'trixie', { sysusers: SYSUSERS }),
  sid: debian('debian:sid-slim', 'sid', { sysusers: SYSUSERS }),
  'ubuntu-24.04': other('ubuntu:24.04', 'apt', 'boot/packages'),
  'alma-9': other('almalinux:9', 'dnf'),
  'leap-16': other('opensuse/leap:16.0', 'zypper'),
  alpine: other('alpine:3.23', 'apk'),
} as const;

export type HostSystemName = keyof typeof SYSTEMS;

export const HOST_SYSTEMS: Readonly<Record<HostSystemName, HostSystem>> = SYSTEMS;

/** Of hosts that don't say otherwise, and of what the harness itself starts. */
export const DEFAULT_SYSTEM = 'debian-12' satisfies HostSystemName;

export const SYSTEM_NAMES = Object.keys(HOST_SYSTEMS) as readonly HostSystemName[];

export function isSystemName(name: string): name is HostSystemName {
  return Object.hasOwn(HOST_SYSTEMS, name);
}
