import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mayActLocally } from '../../harness/scenario/may-act-locally.ts';

function playbook(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rc-local-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'site.yml'), text);
  return join(folder, 'site.yml');
}

test.each([
  ['a play on it', '- hosts: localhost\n  tasks: []\n'],
  ['a template', '- hosts: "{{ where }}"\n  tasks: []\n'],
  ['a keyword', '- hosts: web\n  connection: local\n  tasks: []\n'],
  ['a delegated task', '- hosts: web\n  tasks: [{command: id, delegate_to: "{{ who }}"}]\n'],
  ['a local action', '- hosts: web\n  tasks: [{local_action: command id}]\n'],
  ['what Ansible does in its own process', "- hosts: web\n  tasks: [{debug: {msg: \"{{ lookup('pipe', 'id') }}\"}}]\n"],
  ['a file that comes back', '- hosts: web\n  tasks: [{fetch: {src: /a, dest: b}}]\n'],
])('%s may act on localhost', (_what, text) => {
  expect(mayActLocally(playbook(text))).toBe(true);
});

test('a play for hosts does not', () => {
  expect(mayActLocally(playbook('- hosts: web\n  tasks: [{command: id, async: 9, poll: 0}]\n'))).toBe(false);
});
