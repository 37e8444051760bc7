import { expect, test } from 'vitest';
import { mayActLocally } from '../../harness/scenario/may-act-locally.ts';
import { projectOf } from './project-of.ts';

function acts(files: Readonly<Record<string, string>>): boolean {
  const { folder, first } = projectOf(files);
  return mayActLocally(first, { cwd: folder, env: {} });
}

const ROLE = '- hosts: web\n  roles: [{role: deploy}]\n';

test.each([
  ['a play on it', '- hosts: localhost\n  tasks: []\n'],
  ['a template', '- hosts: "{{ where }}"\n  tasks: []\n'],
  ['a keyword', '- hosts: web\n  connection: local\n  tasks: []\n'],
  ['a delegated task', '- hosts: web\n  tasks: [{command: id, delegate_to: "{{ who }}"}]\n'],
  ['a local action', '- hosts: web\n  tasks: [{local_action: command id}]\n'],
  ['what Ansible does in its own process', "- hosts: web\n  tasks: [{debug: {msg: \"{{ lookup('pipe', 'id') }}\"}}]\n"],
  ['a file that comes back', '- hosts: web\n  tasks: [{fetch: {src: /a, dest: b}}]\n'],
])('%s may act on localhost', (_what, text) => {
  expect(acts({ 'site.yml': text })).toBe(true);
});

test.each([
  ['a role', { 'site.yml': ROLE, 'roles/deploy/tasks/main.yml': '- command: id\n  delegate_to: localhost\n' }],
  [
    'a handler of a role',
    {
      'site.yml': ROLE,
      'roles/deploy/tasks/main.yml': '- ping:\n',
      'roles/deploy/handlers/main.yml': '- local_action: command id\n',
    },
  ],
  [
    'a file of tasks',
    { 'site.yml': '- hosts: web\n  tasks: [{include_tasks: more.yml}]\n', 'more.yml': '- name: Run\n  script: a.sh\n' },
  ],
  [
    'a playbook that is imported',
    { 'site.yml': '- import_playbook: more.yml\n', 'more.yml': '- hosts: localhost\n  tasks: [{ping: }]\n' },
  ],
])('%s may act on localhost for the playbook that brings it in', (_what, files) => {
  expect(acts(files)).toBe(true);
});

test('a play for hosts does not, whatever stands beside it', () => {
  const files = { 'other.yml': '- hosts: localhost\n', 'roles/deploy/tasks/main.yml': '- local_action: command id\n' };
  expect(acts({ 'site.yml': '- hosts: web\n  tasks: [{command: id, async: 9, poll: 0}]\n', ...files })).toBe(false);
});
