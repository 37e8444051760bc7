import { stringify } from 'yaml';
import { ReapcheckError } from '../model/error.ts';
import type { Host } from '../model/host.ts';

export interface InventoryRequest {
  readonly hosts: readonly Host[];
  /** Group name → names of hosts in it. Every host is in `all` anyway. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Where the sockets of ControlPersist masters go: one folder a run, so that the run can end its own. */
  readonly controlDir: string;
}

/** A socket's path ends at 104 (BSD) or 108 bytes; ssh appends 17 while it makes one, Ansible names it with 10. */
const LONGEST_CONTROL_DIR = 104 - 1 - 10 - 17;

/** The inventory for hosts of ours, as YAML. Throws `path-too-long` where sockets would not fit into the folder. */
export function inventoryYaml({ hosts, groups = {}, controlDir }: InventoryRequest): string {
  if (Buffer.byteLength(controlDir) > LONGEST_CONTROL_DIR) {
    throw new ReapcheckError({
      code: 'path-too-long',
      kind: 'environment',
      what: "the folder for ssh's control sockets has too long a path",
      expected: `at most ${LONGEST_CONTROL_DIR} bytes`,
      seen: controlDir,
      remedy: 'set TMPDIR to a folder with a short path',
    });
  }
  return stringify(
    {
      all: {
        hosts: Object.fromEntries(hosts.map((host) => [host.name, hostVars(host, controlDir)])),
        children: Object.fromEntries(
          Object.entries(groups).map(([group, names]) => [
            group,
            { hosts: Object.fromEntries(names.map((name) => [name, {}])) },
          ]),
        ),
      },
    },
    { lineWidth: 0 },
  );
}

/** The interpreter is left to Ansible and the user: a run must discover it as a bare ansible-playbook would. */
function hostVars(host: Host, controlDir: string): Record<string, unknown> {
  return {
    ansible_host: host.address,
    ansible_port: host.port,
    ansible_user: host.user,
    ansible_ssh_private_key_file: host.identityFile,
    ansible_ssh_common_args: sshOptions(host.knownHostsFile).map(shellQuoted).join(' '),
    // The user's ansible.cfg may have switched it off.
    ansible_host_key_checking: true,
    ansible_control_path_dir: controlDir,
    // Empty: a `control_path` of the user's would put the sockets where we would not find them.
    ansible_control_path: '',
  };
}

/** `-F /dev/null`: a `Host *` of the user's own ssh configuration is not meant for these hosts. */
function sshOptions(knownHostsFile: string): readonly string[] {
  return [
    '-F',
    '/dev/null',
    '-o',
    // Quoted for ssh, which splits at spaces and expands %.
    `UserKnownHostsFile="${knownHostsFile.replaceAll('%', '%%')}"`,
    ...[
      'GlobalKnownHostsFile=/dev/null',
      'StrictHostKeyChecking=yes',
      'IdentitiesOnly=yes',
      'IdentityAgent=none',
    ].flatMap((option) => ['-o', option]),
  ];
}

/** Ansible splits these arguments as a shell would. */
function shellQuoted(word: string): string {
  return /^[\w/=.,:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
