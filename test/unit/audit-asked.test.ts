import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { DEFAULT_OPTIONS } from '../../harness/source/options.ts';

const launch = (name: string) =>
  `- name: ${name}\n  ansible.builtin.command: /opt/work\n  async: 600\n  poll: 0\n  register: job\n`;
const texts = new Map([
  ['site.yml', '- hosts: all\n  tasks:\n    - ansible.builtin.include_tasks: steps.yml\n  roles:\n    - web\n'],
  ['steps.yml', launch('Of the steps')],
  ['roles/web/tasks/main.yml', launch('Of the role')],
  ['other.yml', `- hosts: all\n  tasks:\n${launch('Of another playbook').replaceAll(/^/gm, '    ').trimEnd()}\n`],
]);

const drilled = (asked?: readonly string[]) =>
  audit(texts, { ...DEFAULT_OPTIONS, asked })
    .project.asyncTasks.filter(({ drill }) => drill !== undefined)
    .map(({ name }) => name)
    .sort();

test('what is asked for is drilled in the abstract, with what it brings in; nothing else of its project', () => {
  expect(drilled()).toEqual(['Of another playbook', 'Of the role', 'Of the steps']);
  expect(drilled(['.'])).toEqual(drilled());
  expect(drilled(['site.yml'])).toEqual(['Of the role', 'Of the steps']);
  expect(drilled(['other.yml'])).toEqual(['Of another playbook']);
  // One that a playbook brings in is drilled as that runs it.
  expect(drilled(['roles'])).toContain('Of the role');
  expect(drilled(['roles'])).not.toContain('Of another playbook');
});
