import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readInventory } from '../../harness/ansible/read-inventory.ts';
import { controllersToTest, play, playFolder } from './ansible-kit.ts';
import { canary, host } from './canary.ts';

const controllers = await controllersToTest();
if (controllers.length === 0) test.skip('needs an ansible-playbook: none was found, none is named');

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A program that makes an inventory, and counts how often it is asked. */
const PROGRAM = `#!/bin/sh
echo asked >>"$(dirname "$0")/../asked"
echo '{"cloud": {"hosts": ["c1"], "vars": {"size": "{{ 20 + 1 }}", "note": "as it is"}}, "_meta": {"hostvars": {"c1": {"ansible_host": "10.0.0.50"}}}}'
`;

describe.each(controllers)('ansible-core $coreVersion', { timeout: 120_000 }, (controller) => {
  test('nobody of the inventory is called, whatever it says and wherever; its doubles are', async () => {
    using folder = playFolder();
    const [web, db] = [await canary('127.0.9.1'), await canary('127.0.9.2')];
    const real = await Promise.all(Array.from({ length: 12 }, (_, index) => canary(`127.0.9.${10 + index}`)));
    let planted = 0;
    /** The next one, of which nobody else is told. */
    const next = () => real[planted++] as (typeof real)[number];
    const jump = () => {
      const { address, port } = next();
      return `${address}:${port}`;
    };
    const at = () => {
      const { address, port } = next();
      return `ansible_host: ${address}\nansible_port: ${port}\n`;
    };
    const [keyword, task, fact] = [next(), next(), next()];
    const database = next();
    const run = await play(controller, folder.path, {
      mayActLocally: false,
      hosts: [host('web1', web.address, web.port), host('db1', db.address, db.port)],
      doubles: { users: { db1: ['root'] }, addresses: { [database.address]: 'db1' }, frozen: null },
      args: ['-i', 'inventory', '--ssh-extra-args', `-o ProxyJump=${jump()}`],
      files: {
        'ansible.cfg': `[ssh_connection]\nssh_args = -o ProxyCommand="nc ${next().address} 22" -o Hostname=${next().address}\n`,
        'inventory/hosts': `[web]\nweb1\n[db]\ndb1 ansible_host=${database.address} ansible_port=${database.port}\n[other]\nout1\n`,
        'inventory/group_vars/web.yml': `ansible_user: deploy\nansible_ssh_common_args: "-J ${jump()}"\n`,
        'inventory/group_vars/other.yml': at(),
        'inventory/host_vars/web1.yml': at(),
        'group_vars/web.yml': 'ansible_ssh_executable: /bin/sh\nansible_connection: paramiko\n',
        'play.yml': `
- hosts: web
  gather_facts: false
  ignore_errors: true
  ignore_unreachable: true
  vars: {ansible_host: ${keyword.address}, ansible_port: ${keyword.port}}
  tasks:
    - {name: plain, raw: touch made}
    - {name: task, raw: touch made, vars: {ansible_ssh_host: ${task.address}, ansible_connection: docker}}
    - {set_fact: {ansible_host: ${fact.address}, ansible_ssh_port: ${fact.port}}}
    - {name: fact, raw: touch made}
    - {name: by name, raw: touch made, delegate_to: db1}
    - {name: by address, raw: touch made, delegate_to: "{{ hostvars['db1'].ansible_host }}"}
    - {name: outside of the limit, raw: touch made, delegate_to: out1}
`,
      },
    });
    expect(real.flatMap(({ called }) => called)).toEqual([]);
    expect(existsSync(join(folder.path, 'made'))).toBe(false);
    expect(run.of('refused').map(({ on, why }) => [on, why])).toEqual([['out1', 'no-double']]);
    // Three tasks, and before them somebody who wanted to make their login there.
    expect(web.called.length, run.output).toBeGreaterThanOrEqual(4);
    expect(db.called.length, run.output).toBeGreaterThanOrEqual(2);
  });

  test('this machine, named in an inventory as one to be reached over SSH, is where ansible-playbook runs', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      hosts: [],
      doubles: { users: {}, addresses: {}, frozen: null },
      args: ['-i', 'hosts'],
      files: {
        hosts: '[lab]\nlocalhost ansible_port=1 ansible_python_interpreter="{{ ansible_playbook_python }}"\n',
        'play.yml': `
- hosts: lab
  gather_facts: false
  tasks:
    - {name: plain, command: touch made, args: {chdir: "${folder.path}"}}
    - {name: a job, command: sleep 0, async: 20, poll: 1}
    - {meta: reset_connection}
`,
      },
    });
    expect(run.rc, run.output).toBe(0);
    expect(existsSync(join(folder.path, 'made'))).toBe(true);
    expect(run.of('refused')).toEqual([]);
    expect(run.of('launch')).toMatchObject([{ on: 'localhost' }]);
  });

  test('a program of the inventory is asked once, and what it said is what runs get', async () => {
    using folder = playFolder();
    const files = {
      'inventory/hosts':
        '[web]\nweb1 ansible_connection=local\n[all:vars]\nansible_python_interpreter={{ ansible_playbook_python }}\n',
      'inventory/cloud.sh': PROGRAM,
      'inventory/group_vars/cloud.yml': 'beside: yes\n',
      'inventory/broken.yml': 'all: [1,\n',
      'play.yml': `
- hosts: web
  gather_facts: false
  tasks:
    - assert:
        that:
          - groups['cloud'] == ['c1']
          - hostvars['c1'].size | string == '21'
          - hostvars['c1'].note == 'as it is'
          - hostvars['c1'].beside
          - hostvars['c1'].inventory_dir.endswith('inventory')
          - hostvars['c1'].ansible_host == '10.0.0.50'
`,
    };
    write(folder.path, files);
    chmodSync(join(folder.path, 'inventory/cloud.sh'), 0o755);
    const read = await readInventory({
      controller,
      args: ['-i', 'inventory', 'play.yml'],
      cwd: folder.path,
      env: process.env,
    });
    expect(read.hosts.map(({ name, kind, address }) => [name, kind, address]).sort()).toEqual([
      ['c1', 'machine', '10.0.0.50'],
      ['web1', 'local', null],
    ]);
    // Ansible goes on without it: who drills is told.
    expect(read.skipped.map((path) => basename(path))).toEqual(['broken.yml']);
    const frozen = join(folder.path, 'frozen.json');
    const { 'inventory/cloud.sh': _, ...others } = files;
    const run = await play(controller, folder.path, {
      args: ['-i', 'inventory'],
      hosts: [],
      doubles: { users: {}, addresses: {}, frozen },
      files: { ...others, 'frozen.json': JSON.stringify(read.frozen) },
    });
    expect(run.rc, run.output).toBe(0);
    expect(readFileSync(join(folder.path, 'asked'), 'utf8')).toBe('asked\n');
  });

  test('what an inventory says of a host: by groups, ranges, files beside it and beside the playbook, vaulted or templated', async () => {
    using folder = playFolder();
    write(folder.path, {
      'hosts.yml': `
all:
  vars: {ansible_user: "{{ team }}-user", team: ops}
  children:
    web:
      hosts: {"web[1:2].example.com": {}}
    # Named twice, it is one host.
    edge: {hosts: {web1.example.com: {}}}
    cisco: {hosts: {switch1: {ansible_connection: ansible.netcommon.network_cli}}}
    windows: {hosts: {win1: {ansible_connection: ssh, ansible_shell_type: powershell}}}
    bash: {hosts: {old1: {ansible_shell_type: sh}}}
`,
      'host_vars/web1.example.com.yml': 'ansible_host: 10.1.1.1\nansible_port: 22022\n',
      'plays/group_vars/web.yml': 'ansible_python_interpreter: /opt/python3.9\nonly_here: 1\n',
      'plays/play.yml': '- {hosts: all, tasks: []}\n',
    });
    const args = ['-i', 'hosts.yml', '--limit', 'all:!web2*', 'plays/play.yml'];
    const read = await readInventory({ controller, args, cwd: folder.path, env: process.env });
    expect(read).toMatchObject({ known: 5, frozen: null, localhost: false, skipped: [] });
    expect(read.hosts.slice(2).map(({ name, kind, why }) => [name, kind, why])).toEqual([
      ['win1', 'other', 'ansible_shell_type: powershell'],
      ['old1', 'machine', null],
    ]);
    expect(read.hosts.slice(0, 2).map(({ variables, ...rest }) => rest)).toEqual([
      {
        ...{
          name: 'web1.example.com',
          groups: ['edge', 'web'],
          kind: 'machine',
          why: null,
          address: '10.1.1.1',
        },
        ...{ port: '22022', user: 'ops-user', interpreter: '/opt/python3.9' },
      },
      {
        ...{
          name: 'switch1',
          groups: ['cisco'],
          kind: 'other',
          why: 'ansible_connection: ansible.netcommon.network_cli',
        },
        ...{ address: null, port: null, user: 'ops-user', interpreter: null },
      },
    ]);
    expect(Object.keys(read.hosts[0]?.variables ?? {})).toContain('only_here');
  });
});
