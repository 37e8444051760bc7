import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the checks must know of the machine that we run on. */
export interface ThisMachine {
  readonly platform: NodeJS.Platform;
  readonly nodeVersion: string;
  readonly root: boolean;
  readonly user: string;
  /** Debian or a descendant: apt-get works and the package names hold. */
  readonly debian: boolean;
  /** `Debian GNU/Linux 12 (bookworm)`, for messages. */
  readonly name: string;
  /** Whether systemd runs here, so that services are its to start. */
  readonly systemd: boolean;
  readonly env: Environment;
}

export function readMachine(env: Environment = process.env): ThisMachine {
  const release = existsSync('/etc/os-release') ? parseOsRelease(readFileSync('/etc/os-release', 'utf8')) : {};
  return {
    platform: process.platform,
    nodeVersion: process.versions.node,
    root: process.getuid?.() === 0,
    user: userInfo().username,
    debian: [release.ID, ...(release.ID_LIKE ?? '').split(' ')].includes('debian'),
    name: release.PRETTY_NAME ?? process.platform,
    systemd: existsSync('/run/systemd/system'),
    env: withAdminPath(env),
  };
}

/** `NAME=value` or `NAME="value"` lines (os-release(5)). */
export function parseOsRelease(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)=(?:"(.*)"|(.*))$/gm)].map(([, name, quoted, bare]) => [name, quoted ?? bare ?? '']),
  );
}

/** Debian leaves these out of the PATH of users other than root, and dockerd, debootstrap and iptables live there. */
function withAdminPath(env: Environment): Environment {
  return { ...env, PATH: [env.PATH ?? '/usr/local/bin:/usr/bin:/bin', '/usr/sbin', '/sbin'].join(delimiter) };
}

/** The first file of this name on PATH that can be run. */
export function which(name: string, env: Environment): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find(runnable);
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Logs and process ids that should outlive a session: `~/.local/state/reapcheck`. */
export function stateDir(env: Environment): string {
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local/state'), 'reapcheck');
}
