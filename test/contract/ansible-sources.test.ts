import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { controllersToTest, play, playFolder } from './ansible-kit.ts';

const controllers = await controllersToTest();

const FILES = {
  'play.yml': `
- hosts: localhost
  gather_facts: false
  vars_files: [more.yml]
  roles: [web]
  tasks:
    - template: {src: other/page.j2, dest: "{{ playbook_dir }}/page"}
    - copy: {src: tree, dest: "{{ playbook_dir }}/copied/"}
    - include_vars: {dir: settings}
    - debug: {msg: "{{ 'x' | shout }} {{ lookup('env', 'HOME') }} {{ lookup('file', 'note.txt') }}"}
    - include_tasks: never.yml
      when: false
    - answer: {}
`,
  'more.yml': 'level: 3\n',
  'never.yml': '- debug: {msg: never}\n',
  'roles/web/tasks/main.yml': '- debug: {msg: web}\n',
  'roles/idle/tasks/main.yml': '- debug: {msg: idle}\n',
  'other/page.j2': '{% include "head.j2" %} hello\n',
  'other/head.j2': 'head\n',
  'files/tree/leaf.txt': 'leaf\n',
  'settings/one.yml': 'one: 1\n',
  'files/note.txt': 'note\n',
  'filter_plugins/shout.py':
    'class FilterModule:\n    def filters(self):\n        return {"shout": lambda text: str(text).upper()}\n',
  'library/answer.py':
    'from ansible.module_utils.basic import AnsibleModule\nAnsibleModule(argument_spec={}).exit_json(changed=False)\n',
};

test.each(controllers.map((controller) => [controller.coreVersion, controller] as const))(
  '%s: files, roles, plugins and lookups of a run are told, and nothing of ansible-core or of what it did not read',
  async (_version, controller) => {
    using folder = playFolder();
    const played = await play(controller, folder.path, { files: FILES });
    expect(played.rc, played.output).toBe(0);
    const told = played.of('source');
    const files = new Set(told.flatMap(({ file }) => (file === undefined ? [] : [relative(folder.path, file)])));
    for (const file of Object.keys(FILES)) {
      // A folder that is copied is told as a whole.
      const told = file.startsWith('files/tree') ? 'files/tree' : file;
      const expected = !file.startsWith('never') && !file.startsWith('roles/idle');
      expect(files.has(told), `${told} in ${[...files]}`).toBe(expected);
    }
    expect([...files].filter((file) => /ansible-core|reapcheck_driver/.test(file))).toEqual([]);
    const folders = new Set(told.flatMap(({ role }) => role ?? []));
    expect(folders).toEqual(new Set(['roles/web', 'settings'].map((name) => join(folder.path, name))));
    expect(told.flatMap(({ lookup }) => lookup ?? [])).toEqual(expect.arrayContaining(['env', 'file']));
    expect(told.some(({ local }) => local)).toBe(true);
  },
);
