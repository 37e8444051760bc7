import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { type InventoryHost, Site, SUDO_PASSWORD } from './inventory-hosts.ts';

import { withAnsible } from './reapcheck.ts';
import { SmokePlace } from './smoke-kit.ts';

/** Planted where a record could pick them up: none of them may. */
const SECRETS = { vault: 'vault-4f1c9e', inline: 'inline-77ab02', noLog: 'nolog-c3d855', extra: 'extra-9b6f31' };

const PLAYBOOK = `
- name: Deploy
  hosts: web
  become: true
  gather_facts: false
  roles: [app]
`;
const TASKS = `
- name: Build with {{ vault_token }} and {{ inline_token }}
  ansible.builtin.shell: "id -un; echo {{ vault_token }} {{ inline_token }} {{ extra_token }} >/dev/null; sleep 3"
  async: 30
  poll: 0
  register: build
- name: Load quietly
  ansible.builtin.shell: "echo {{ nolog_token }}; sleep 1"
  async: 30
  poll: 1
  no_log: true
- name: Talk too much
  ansible.builtin.fail: {msg: "{{ vault_token }} {{ inline_token }} {{ extra_token }}"}
  ignore_errors: true
- name: Say nothing
  ansible.builtin.command: "sh -c 'echo {{ nolog_token }}; exit 1'"
  no_log: true
  ignore_errors: true
- name: Wait for the build
  ansible.builtin.async_status: {jid: "{{ build.ansible_job_id }}"}
  register: built
  until: built is finished
  retries: 50
  delay: 1
`;

describe.each(ansibles())('%s', (executable) => {
  let site: Site;
  let place: SmokePlace;
  let target: InventoryHost;
  let jump: InventoryHost;
  beforeAll(async () => {
    site = new Site();
    place = new SmokePlace(site, executable);
    [target, jump] = await Promise.all([site.host(), site.host()]);
    const hop = `-o "ProxyCommand=ssh ${site.ssh()} -p ${jump.port} -W %h:%p root@127.0.0.1"`;
    site.write('vault-password', 'open sesame\n', 0o600);
    site.write(
      'inventory/hosts.yml',
      JSON.stringify({ web: { hosts: { web1: { ansible_host: target.address, ansible_port: 22 }, web2: {} } } }),
    );
    site.write(
      'inventory/group_vars/web/main.yml',
      JSON.stringify({
        ansible_user: 'deploy',
        ansible_become_password: '{{ vault_sudo }}',
        ansible_ssh_common_args: `${site.ssh()} ${hop}`,
        nolog_token: SECRETS.noLog,
      }),
    );
    const encrypted = site.write(
      'inventory/group_vars/web/vault.yml',
      JSON.stringify({ vault_token: SECRETS.vault, vault_sudo: SUDO_PASSWORD }),
    );
    const password = ['--vault-password-file', 'vault-password'];
    await place.ansible('ansible-vault', ['encrypt', encrypted, ...password]);
    const inline = await place.ansible('ansible-vault', [
      'encrypt_string',
      SECRETS.inline,
      '-n',
      'inline_token',
      ...password,
    ]);
    site.write('roles/app/vars/main.yml', inline);
    site.write('roles/app/tasks/main.yml', TASKS);
    site.write('site.yml', PLAYBOOK);
  });
  afterAll(async () => {
    place[Symbol.dispose]();
    await site[Symbol.asyncDispose]();
  });
  const path = (name: string) => join(site.folder, name);
  const more = () => ['--vault-password-file', path('vault-password'), '-e', `extra_token=${SECRETS.extra}`];
  const where = () => ['-i', path('inventory'), '--limit', 'web1'];

  test('stubs record: asks as a smoke does, and writes what tasks answered, without what is secret', async () => {
    const file = join(place.folder, 'recorded.yml');
    const record = (args: readonly string[]) =>
      place.run(
        [
          ...['stubs', 'record', path('site.yml'), ...withAnsible(executable), ...where()],
          ...['--module', 'shell,fail,command', '--output', file, ...args, '--', ...more()],
        ],
        place.environment,
      );
    const unasked = await record([]);
    expect(unasked.stderr).toMatch(
      /^reapcheck: this runs .*site\.yml for real on hosts of .*inventory \(--limit web1\)/,
    );
    expect(unasked.stderr).toContain('nobody can be asked here, and nothing was run');
    expect([unasked.code, unasked.stdout, existsSync(file)]).toEqual([3, '', false]);
    const { code, stdout, stderr } = await record(['--yes']);
    expect(stderr).not.toContain('not recorded');
    expect(code).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(stdout).toBe(text);
    expect(text).toMatch(
      /task: Build with \* and \*\n +changed: true\n +delay: \d+(?:\.\d)?s\n +result:\n +stdout: root\n/,
    );
    expect(text).toMatch(/fail: "?\*{8} \*{8} \*{8}"?/);
    for (const secret of [...Object.values(SECRETS), SUDO_PASSWORD]) expect(text).not.toContain(secret);
  });

  test('vault, a sudo password, a jump host: watched, proven, accepted', async () => {
    const { code, stdout, stderr } = await place.smoke(
      path('site.yml'),
      [...where(), '--yes', '--prove', 'all'],
      more(),
    );
    expect(stdout + stderr).toMatch(/verdict: PASS {3}every job was proven/);
    expect(code).toBe(0);
    // The host was reached as its inventory says, and its jobs run as root.
    expect(stderr).toMatch(/ok +│ web1 +│ root +│ async dir +│ \/root\/.ansible_async/);
    expect(stderr).toMatch(/will run FOR REAL on web1, once, and once more for each async job/);
    expect(stderr).toMatch(/launch {3}"Build with \{\{ vault_token \}\} and \{\{ inline_token \}\}" on web1: job j\d/);
    expect(stderr).toMatch(/poll {5}".*Load quietly" on web1: look 1/);
    expect(stderr).toMatch(/reap {5}"Build with .*went well/);
    const record = place.record('site');
    expect(record).toMatchObject({ verdict: 'pass', proof: 'all', hosts: ['web1'], limit: 'web1' });
    expect(record.proofs.map(({ outcome }) => outcome.kind)).toEqual(['surfaced', 'surfaced']);
    expect(record.runs).toMatchObject([{ host: 'web1', status: 'green', rebooted: false }]);
    expect(record.jobs.every(({ reaped }) => reaped)).toBe(true);
    expect(record.jobs[0]?.runtimeS).toBeGreaterThan(2);
    expect(record.jobs[0]?.runtimeS).toBeLessThan(30);
    const files = record.sources.files.map((file) => file.path);
    expect(files).toEqual(
      expect.arrayContaining(['site.yml', 'roles/app/tasks/main.yml', 'inventory/group_vars/web/vault.yml']),
    );
    expect(files).not.toContain('inventory/hosts.yml');
    expect(files.join()).not.toContain('vault-password');
  });

  test('no secret stands in any file of the record', () => {
    const files = place.recordFiles();
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      for (const secret of [...Object.values(SECRETS), SUDO_PASSWORD]) expect(text, file).not.toContain(secret);
    }
    // The search would find what is there.
    expect(files.some((file) => readFileSync(file, 'utf8').includes('{{ vault_token }}'))).toBe(true);
  });

  test('a fresh smoke is told from one of other files, arguments, age or proof', async () => {
    const fresh = (age: string, args = more()) =>
      place.smoke(path('site.yml'), ['--limit', 'web1', '--prove', 'all', '--require-fresh', age], args);
    expect(await fresh('24h')).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing has changed since') });
    expect(await fresh('1ms')).toMatchObject({ code: 1, stdout: expect.stringContaining('old, more than') });
    expect(await fresh('24h', [])).toMatchObject({ code: 1, stdout: expect.stringContaining('other arguments') });
    site.write('roles/app/tasks/main.yml', `${TASKS}- debug:\n`);
    site.write('roles/app/files/new.txt', 'new');
    const changed = await fresh('24h');
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('roles/app/tasks/main.yml has changed');
    expect(changed.stdout).toContain('roles/app/files/new.txt is new');
    const since = await place.smoke(path('site.yml'), ['--since'], more());
    expect(since).toMatchObject({ code: 0, stdout: expect.stringContaining('roles/app/tasks/main.yml has changed') });
  });

  test('a job that nobody reaps fails the proof, with its line', async () => {
    const file = site.write(
      'forgets.yml',
      PLAYBOOK.replace(
        'roles: [app]',
        'tasks:\n    - name: Forgotten\n      ansible.builtin.command: sleep 1\n      async: 20\n      poll: 0',
      ),
    );
    const watched = await place.smoke(file, [...where(), '--yes'], more());
    expect(watched.code).toBe(0);
    expect(watched.stdout).toContain('no task asked for the result of "Forgotten"');
    const proven = await place.smoke(file, [...where(), '--yes', '--prove'], more());
    expect(proven.code).toBe(1);
    expect(proven.stdout).toMatch(
      /error {2}\S*forgets\.yml:7: the play ended green although "Forgotten" had failed: no task ever asked/,
    );
    expect(place.record('forgets').findings[0]).toMatchObject({ rule: 'swallowed-failure', place: { line: 7 } });
    const refused = await place.smoke(file, ['--limit', 'web1', '--prove', '--require-fresh', '1h'], more());
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('no job of it was proven') });
  });

  test('the jump host was on the way', async () => {
    const log = await jump.logs();
    expect(log).toContain('Accepted publickey for root');
  });
});
