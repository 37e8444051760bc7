import type { ThisMachine } from './machine.ts';

/** `sudo` in front of it, unless this is root. */
export function asRoot(machine: Pick<ThisMachine, 'root'>, command: string): string {
  return machine.root ? command : `sudo ${command}`;
}

export function aptInstallCommand(packages: readonly string[]): readonly string[] {
  return ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
}

/** How this user gets these packages on this machine; where we don't know the packages, in words. */
export function installRemedy(
  machine: Pick<ThisMachine, 'root' | 'debian'>,
  packages: readonly string[],
  elsewhere: string,
): readonly string[] {
  if (!machine.debian) return [elsewhere];
  return [asRoot(machine, aptInstallCommand(packages).join(' '))];
}
