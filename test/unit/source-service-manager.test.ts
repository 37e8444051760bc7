import { expect, test } from 'vitest';
import { readPlaybook } from '../../harness/source/read-playbook.ts';
import { serviceManagerUse } from '../../harness/source/service-manager.ts';
import { projectOf } from './project-of.ts';

function use(files: Readonly<Record<string, string>>): string | undefined {
  const { folder, first } = projectOf(files);
  const found = serviceManagerUse(readPlaybook(first, { cwd: folder, env: {} }));
  return found && `${found.place.file.replace(`${folder}/`, '')}:${found.place.line} ${found.what}`;
}

const play = (...tasks: string[]) => `- hosts: all\n  tasks:\n${tasks.map((task) => `    - ${task}\n`).join('')}`;
const ping = 'ping:';

test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
  ['a service', { 'a.yml': play(ping, 'service: name=nginx state=started') }, 'a.yml:4 the module service'],
  [
    'a unit, by its full name',
    { 'a.yml': play('ansible.builtin.systemd: { name: x.service }') },
    'a.yml:3 the module ansible.builtin.systemd',
  ],
  ['a command of systemd’s', { 'a.yml': play('shell: sleep 1 && systemctl restart x') }, 'a.yml:3 systemctl'],
  ['a transient unit', { 'a.yml': play('command: systemd-run --user sleep 5') }, 'a.yml:3 systemd-run'],
  [
    'a unit file',
    { 'a.yml': play('copy: { dest: /etc/systemd/system/x.service }') },
    'a.yml:3 a path in /etc/systemd/',
  ],
  [
    'a condition on the fact',
    { 'a.yml': play("{ ping: , when: ansible_facts.service_mgr == 'systemd' }") },
    'a.yml:3 service_mgr',
  ],
  [
    'a condition on a block',
    { 'a.yml': play("{ block: [{ ping: }], when: ansible_service_mgr == 'systemd' }") },
    'a.yml:3 ansible_service_mgr',
  ],
  [
    'a handler of a role that knows nothing of async',
    {
      'a.yml': '- hosts: all\n  roles: [web]\n',
      'roles/web/tasks/main.yml': '- ping:\n',
      'roles/web/handlers/main.yml': '- name: again\n  service: { name: nginx, state: restarted }\n',
    },
    'roles/web/handlers/main.yml:1 the module service',
  ],
  [
    'a rescue',
    { 'a.yml': play('{ block: [{ ping: }], rescue: [{ service_facts: }] }') },
    'a.yml:3 the module service_facts',
  ],
  [
    'nothing of the kind',
    { 'a.yml': play(ping, 'shell: echo my-systemctl systemctl.txt; ls /srv/systemd') },
    undefined,
  ],
  [
    'another playbook’s business',
    {
      'a.yml': play(ping),
      'b.yml': play('service: name=nginx'),
      'roles/web/tasks/main.yml': '- service: name=nginx\n',
    },
    undefined,
  ],
])('%s', (_, files, wanted) => {
  expect(use(files)).toBe(wanted);
});
