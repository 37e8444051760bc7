import type { Host } from '../model/host.ts';

/** The words of an ssh command that opens a host of ours as Ansible would: its key pinned, nobody's own configuration. */
export function sshCommand(host: Host): readonly string[] {
  const options = [
    `UserKnownHostsFile=${host.knownHostsFile}`,
    ...['GlobalKnownHostsFile=/dev/null', 'StrictHostKeyChecking=yes', 'IdentitiesOnly=yes'],
  ];
  return [
    ...['ssh', '-F', '/dev/null', '-i', host.identityFile, '-p', String(host.port)],
    ...options.flatMap((option) => ['-o', option]),
    `${host.user}@${host.address}`,
  ];
}
