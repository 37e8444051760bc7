import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';

const LOST = `- hosts: all
  tasks:
    - name: Dump
      ansible.builtin.shell: pg_dump shop > /srv/shop.sql 2> /dev/null
      async: 600
      poll: 0
      register: dump
    - name: Dumped
      ansible.builtin.async_status: {jid: "{{ dump.ansible_job_id }}"}
      register: dumped
      until: dumped is finished
      retries: 70
      delay: 10
      ignore_errors: true
`;

function losses(later: string) {
  const { findings } = audit(new Map([['site.yml', LOST + later]]));
  return findings.filter(({ rule }) => rule === 'failure-lost-in-reap');
}

test.each([
  ['it is read', '    - name: Load it\n      ansible.builtin.command: psql -f /srv/shop.sql\n'],
  ['it is fetched', '    - name: Load it\n      ansible.builtin.fetch: {src: /srv/shop.sql, dest: out/}\n'],
  [
    'it is copied on the host',
    '    - name: Load it\n      ansible.builtin.copy: {src: /srv/shop.sql, dest: /mnt/, remote_src: true}\n',
  ],
  ['it is waited for', '    - name: Load it\n      ansible.builtin.wait_for: {path: /srv/shop.sql}\n'],
  [
    'it is looked for, and that is asserted',
    '    - ansible.builtin.stat: {path: /srv/shop.sql}\n      register: st\n    - name: Load it\n      ansible.builtin.assert: {that: st.stat.exists}\n',
  ],
])('a loss is a warning where a task after the reap needs what the job makes: %s', (_name, later) => {
  const [loss, ...others] = losses(later);
  expect(others).toEqual([]);
  expect(loss?.severity).toBe('warning');
  expect(loss?.evidence).toContainEqual(
    expect.stringMatching(/^red where what it makes is missing: "Load it" needs \/srv\/shop\.sql at line \d+$/),
  );
  expect(loss?.evidence).toContain('nothing else later makes the play red');
});

test.each([
  ['no task', ''],
  ['another file', '    - ansible.builtin.command: psql -f /srv/other.sql\n'],
  ['the program that it is made by', '    - ansible.builtin.shell: pg_dump --version\n'],
  ['a file of the machine that Ansible runs on', '    - ansible.builtin.copy: {src: /srv/shop.sql, dest: /mnt/}\n'],
  ['a device', '    - ansible.builtin.shell: ls / > /dev/null\n'],
  ['one that takes it away', '    - ansible.builtin.command: rm -f /srv/shop.sql\n'],
  ['one that is content without it', '    - ansible.builtin.shell: cat /srv/shop.sql || true\n'],
  ['one that never fails', '    - ansible.builtin.command: cat /srv/shop.sql\n      failed_when: false\n'],
  ['a look that nobody asks for', '    - ansible.builtin.stat: {path: /srv/shop.sql}\n      register: st\n'],
])('it is an error where nothing needs it: %s', (_name, later) => {
  const [loss] = losses(later);
  expect(loss?.severity).toBe('error');
  expect(loss?.evidence).toContain('nothing later makes the play red');
});

test('a task between launch and reap needs it whatever the reap says', () => {
  const between = '    - ansible.builtin.command: psql -f /srv/shop.sql\n';
  const { findings } = audit(
    new Map([['site.yml', LOST.replace('    - name: Dumped', `${between}    - name: Dumped`)]]),
  );
  expect(findings.find(({ rule }) => rule === 'failure-lost-in-reap')?.severity).toBe('error');
});
