import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controllersToTest, play, playFolder } from './ansible-kit.ts';
import { canary, host } from './canary.ts';

const controllers = await controllersToTest();
if (controllers.length === 0) test.skip('needs an ansible-playbook: none was found, none is named');

/** A connection plugin of the user's own, in the place of ansible-core's. */
const MINE = `
from ansible.plugins.connection.local import Connection as Local
DOCUMENTATION = '''
    name: ssh
    short_description: mine
    description: mine
    options: {}
'''
class Connection(Local):
    transport = 'ssh'
`;

describe.each(controllers)('ansible-core $coreVersion', { timeout: 120_000 }, (controller) => {
  test('this machine is never acted on, however the play comes to it, and whatever it makes of that', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      mayActLocally: false,
      args: ['-i', 'inventory.yml'],
      files: {
        'inventory.yml': `
all:
  hosts: {keyword: {}, here: {ansible_connection: local}, sneaky: {ansible_connection: "{{ 'lo' ~ 'cal' }}"}}
`,
        'play.yml': `
- {hosts: "{{ target | default('localhost') }}", gather_facts: false, tasks: [{name: templated, command: touch made, ignore_errors: true}]}
- {hosts: [localhost], gather_facts: true, ignore_errors: true, tasks: []}
- {hosts: here, gather_facts: false, tasks: [{name: inventory, command: touch made, ignore_errors: true}]}
- {hosts: sneaky, gather_facts: false, tasks: [{name: templated variable, command: touch made, ignore_errors: true}]}
- {hosts: keyword, connection: local, gather_facts: false, tasks: [{name: play keyword, command: touch made, ignore_errors: true}]}
- hosts: keyword
  gather_facts: false
  tasks:
    - {name: task keyword, command: touch made, connection: ansible.builtin.local, ignore_errors: true}
    - {name: delegated, command: touch made, delegate_to: localhost, ignore_errors: true}
    - {name: by address, command: touch made, delegate_to: 127.0.0.1, ignore_errors: true}
    - {name: in a loop, command: touch made, delegate_to: "{{ item }}", loop: [localhost], ignore_errors: true}
    - {name: local action, local_action: command touch made, ignore_errors: true}
    - {name: a job, command: touch made, async: 20, poll: 0, delegate_to: localhost, ignore_errors: true}
    - {set_fact: {ansible_connection: local}, delegate_to: localhost, delegate_facts: false, ignore_errors: true}
    - block: [{name: rescued, command: touch made, vars: {ansible_connection: local}}]
      rescue: [{meta: noop}]
    - {meta: reset_connection, vars: {ansible_connection: local}}
`,
      },
    });
    expect(existsSync(join(folder.path, 'made'))).toBe(false);
    expect(run.of('launch')).toEqual([]);
    const refused = run.of('refused').map(({ task, on, why }) => {
      const start = run.of('task-start').find((one) => one.task === task);
      return [start?.name, on, why];
    });
    for (const name of ['templated', 'delegated', 'in a loop', 'local action', 'a job'])
      expect(refused).toContainEqual([name, 'localhost', 'local']);
    for (const name of ['task keyword', 'play keyword', 'rescued'])
      expect(refused).toContainEqual([name, 'keyword', 'local']);
    expect(refused).toContainEqual(['inventory', 'here', 'local']);
    expect(refused).toContainEqual(['templated variable', 'sneaky', 'local']);
    expect(refused).toContainEqual(['by address', '127.0.0.1', 'local']);
    // Ignored and rescued, each of them.
    expect(run.rc, run.output).toBe(0);
  });

  test('nobody but our host is ever called, whatever says so', async () => {
    using folder = playFolder();
    const ours = await canary('127.0.9.1');
    const others = await Promise.all(['127.0.9.2', '127.0.9.3', '127.0.9.4', '127.0.9.5'].map(canary));
    const [address, jump, added, keyword] = others as [typeof ours, typeof ours, typeof ours, typeof ours];
    const at = ({ address: host, port }: typeof ours) => `{ansible_host: ${host}, ansible_port: ${port}}`;
    const run = await play(controller, folder.path, {
      mayActLocally: false,
      hosts: [host('web', ours.address, ours.port)],
      args: [`--ssh-common-args=-J ${jump.address}:${jump.port}`],
      files: {
        'ansible.cfg': `[ssh_connection]\nssh_args = -C -o ProxyCommand="touch made" -F '${join(folder.path, 'ssh_config')}' elsewhere\n`,
        ssh_config: `Host *\n  HostName ${jump.address}\n  Port ${jump.port}\n`,
        'play.yml': `
- hosts: web
  gather_facts: false
  ignore_errors: true
  ignore_unreachable: true
  tasks:
    - {name: added, add_host: {name: new, ansible_host: ${added.address}, ansible_port: ${added.port}}}
    - {name: plain, command: touch made}
    - {name: variables, command: touch made, vars: ${at(address)}}
    - {name: executable, command: touch made, vars: {ansible_ssh_executable: /bin/sh, ansible_ssh_extra_args: "-o HostName=${address.address}"}}
    - {name: keyword, command: touch made, port: ${keyword.port}, connection: paramiko}
    - {name: container, command: touch made, connection: docker}
    - {name: unknown, command: touch made, delegate_to: ${address.address}}
    - {name: to the added one, raw: touch made, delegate_to: new}
    - {name: windows, raw: touch made, connection: winrm}
    - {name: a switch, raw: touch made, vars: {ansible_connection: ansible.netcommon.network_cli}}
- {hosts: new, gather_facts: false, tasks: [{name: on the added one, raw: touch made, ignore_errors: true}]}
`,
      },
    });
    expect(others.flatMap(({ called }) => called)).toEqual([]);
    expect(existsSync(join(folder.path, 'made'))).toBe(false);
    const refused = run.of('refused').map(({ task, on, why }) => {
      return [run.of('task-start').find((one) => one.task === task)?.name, on, why];
    });
    expect(refused).toEqual(
      expect.arrayContaining([
        ['unknown', address.address, 'no-double'],
        ['to the added one', 'new', 'no-double'],
        ['on the added one', 'new', 'no-double'],
        ['windows', 'web', 'no-machine'],
        ['a switch', 'web', 'no-machine'],
      ]),
    );
    expect(refused).toHaveLength(5);
    // Five tasks that were led to the one host that there is: it is no SSH server, but it was called.
    expect(ours.called.length).toBeGreaterThanOrEqual(5);
  });

  test("a connection plugin of the user's own, named as ansible-core's, makes no connection", async () => {
    using folder = playFolder();
    const ours = await canary('127.0.9.1');
    const run = await play(controller, folder.path, {
      mayActLocally: false,
      hosts: [host('web', ours.address, ours.port)],
      files: {
        'connection_plugins/ssh.py': MINE,
        'play.yml': '- {hosts: web, gather_facts: false, tasks: [{raw: touch made}]}\n',
      },
    });
    expect(existsSync(join(folder.path, 'made'))).toBe(false);
    // From 2.19 it takes the place of ansible-core's, so there is none to go by.
    expect(ours.called.length > 0 || run.of('refused').some(({ why }) => why === 'own-plugin')).toBe(true);
  });
});
