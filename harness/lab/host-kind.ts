import { nameOf } from './host-image.ts';
import { DEFAULT_SYSTEM, type HostKindName } from './host-system.ts';

/** What a kind of container host needs from the engine; why, is in docs/hosts.md. */
export interface HostKind {
  readonly name: HostKindName;
  /** Where hosts of this kind start from, if nobody says otherwise. */
  readonly image: string;
  readonly capabilities: readonly string[];
  readonly securityOptions: readonly string[];
  readonly tmpfs: Readonly<Record<string, string>>;
}

/** What a login on a host sees: a machine, or that it is a container. */
export type HostLook = 'machine' | 'container';

const RUN = 'rw,nosuid,nodev,mode=755';
const LOCK = 'rw,nosuid,nodev,noexec,mode=1777';

export const HOST_KINDS: Readonly<Record<HostKindName, HostKind>> = {
  light: {
    name: 'light',
    image: nameOf({ kind: 'light', system: DEFAULT_SYSTEM }),
    // SYS_ADMIN: bind a boot id; SYS_TIME: a fresh uptime. The host drops both before anybody can log in.
    capabilities: ['SYS_ADMIN', 'SYS_TIME'],
    // AppArmor's profile for containers forbids every mount.
    securityOptions: ['apparmor=unconfined'],
    tmpfs: { '/run': RUN },
  },
  systemd: {
    name: 'systemd',
    image: nameOf({ kind: 'systemd', system: DEFAULT_SYSTEM }),
    // SYS_BOOT: reboot(2), by which systemd ends. SYS_TIME is dropped before systemd starts. The engine's own seccomp
    // profile lets all of it through once the capabilities are there.
    capabilities: ['SYS_ADMIN', 'SYS_BOOT', 'SYS_TIME'],
    securityOptions: ['apparmor=unconfined'],
    tmpfs: { '/run': RUN, '/run/lock': LOCK },
  },
};

/** The only interface that hosts and links listen on. */
export const LOOPBACK = '127.0.0.1';

/** Where faults leave their receipts; PID 1 makes it anew at each boot, mode 1777. */
export const RECEIPTS_DIR = '/run/reapcheck/receipts';

/** Where the harness puts what a host shall take over at its next boot. */
export const WANTED_DIR = '/etc/reapcheck';

/** PID 1's exit codes, as systemd in a container has them: the kernel ends it with SIGHUP or SIGINT, 128 + 1 or 2 (reboot(2)). */
export const EXIT_REBOOT = 129;
export const EXIT_POWER_OFF = 130;
