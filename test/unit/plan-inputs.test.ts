import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Inputs, SourcesRead } from '../../harness/model/plan.ts';
import { besidesOf, sameBesides } from '../../harness/plan/besides.ts';
import { type InputsOrder, inputsOf } from '../../harness/plan/inputs.ts';
import { inputsDiffer } from '../../harness/plan/what-differs.ts';
import { projectOf } from './project-of.ts';

const FILES = {
  'site.yml': '- hosts: all\n  roles: [db]\n',
  'roles/db/tasks/main.yml': '- command: sleep 1\n',
  'roles/db/templates/my.cnf.j2': 'port=3306\n',
  'roles/idle/tasks/main.yml': '- debug:\n',
  'group_vars/all.yml': 'level: 1\n',
};

/** What a run of site.yml would tell. */
function readIn(folder: string, over: Partial<SourcesRead> = {}): SourcesRead {
  const files = ['site.yml', 'roles/db/tasks/main.yml', 'group_vars/all.yml'].map((file) => join(folder, file));
  return { files, roles: [join(folder, 'roles/db')], lookups: ['items'], local: false, ...over };
}

function inputsIn(folder: string, over: Partial<InputsOrder> = {}): Inputs {
  return inputsOf({
    playbook: 'site.yml',
    cwd: folder,
    env: {},
    read: [readIn(folder)],
    homes: [folder],
    folders: [],
    ownFolder: '/tmp/none-of-ours',
    settings: { 'ansible-core': '2.19.1', hosts: 'host-1' },
    secrets: [['-e', 'password=hunter2']],
    ...over,
  });
}

test.each<[string, (folder: string) => void, RegExp]>([
  [
    'one character of a role’s task',
    (at) => writeFileSync(join(at, 'roles/db/tasks/main.yml'), '- command: sleep 2\n'),
    /^roles\/db\/tasks\/main\.yml has changed$/,
  ],
  [
    'a template that the healthy run did not read',
    (at) => writeFileSync(join(at, 'roles/db/templates/my.cnf.j2'), 'port=3307\n'),
    /my\.cnf\.j2 has changed/,
  ],
  [
    'a file that is new in the role',
    (at) => writeFileSync(join(at, 'roles/db/tasks/more.yml'), ''),
    /more\.yml is new/,
  ],
  [
    'variables of a host, new beside the playbook',
    (at) => put(at, 'host_vars/host-1.yml', 'level: 2\n'),
    /host-1\.yml is new/,
  ],
  ['a plugin, new beside the playbook', (at) => put(at, 'filter_plugins/own.py', ''), /own\.py is new/],
  ['an ansible.cfg where there was none', (at) => put(at, 'ansible.cfg', '[defaults]\n'), /ansible\.cfg is new/],
  ['variables that are gone', (at) => rmSync(join(at, 'group_vars/all.yml')), /all\.yml is gone/],
])('%s is another input', (_what, change, words) => {
  const { folder } = projectOf(FILES);
  const before = inputsIn(folder);
  change(folder);
  const now = inputsIn(folder);
  expect(now.digest).not.toBe(before.digest);
  expect(inputsDiffer(before, now).join('\n')).toMatch(words);
});

function put(folder: string, file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

test('a role that the playbook does not run, a note beside it, and the time of a file are none', () => {
  const { folder } = projectOf(FILES);
  const before = inputsIn(folder);
  writeFileSync(join(folder, 'roles/idle/tasks/main.yml'), '- debug: {msg: other}\n');
  put(folder, 'README.md', 'notes\n');
  writeFileSync(join(folder, 'site.yml'), FILES['site.yml']);
  expect(inputsIn(folder).digest).toBe(before.digest);
  expect(inputsDiffer(before, inputsIn(folder))).toEqual([]);
});

test('a folder that a task copies is an input with all that is in it', () => {
  const { folder } = projectOf({ ...FILES, 'tree/leaf.txt': 'leaf\n' });
  const [{ files }] = [readIn(folder)];
  const inputs = () => inputsIn(folder, { read: [readIn(folder, { files: [...files, join(folder, 'tree')] })] });
  const before = inputs();
  writeFileSync(join(folder, 'tree/leaf.txt'), 'Leaf\n');
  expect(inputsDiffer(before, inputs()).join()).toMatch(/tree\/leaf\.txt has changed/);
  put(folder, 'tree/more.txt', '');
  expect(inputsDiffer(before, inputs()).join()).toMatch(/more\.txt is new/);
});

test('the same project in another folder is the same, with arguments that name it', () => {
  const [one, other] = [projectOf(FILES).folder, projectOf(FILES).folder];
  const secrets = (at: string) => ({ secrets: [['-e', `@${join(at, 'more.yml')}`]] });
  expect(inputsIn(other, secrets(other)).digest).toBe(inputsIn(one, secrets(one)).digest);
});

test('versions, options, arguments and Ansible’s environment count, and no secret can be read', () => {
  const { folder } = projectOf(FILES);
  const before = inputsIn(folder);
  const others = [
    inputsIn(folder, { settings: { 'ansible-core': '2.14.18', hosts: 'host-1' } }),
    inputsIn(folder, { settings: { 'ansible-core': '2.19.1', hosts: 'host-1, host-2' } }),
    inputsIn(folder, { secrets: [['-e', 'password=hunter3']] }),
    inputsIn(folder, { env: { ANSIBLE_ROLES_PATH: '/elsewhere' } }),
  ];
  expect(new Set([before, ...others].map(({ digest }) => digest)).size).toBe(5);
  expect(inputsDiffer(before, others[0] as Inputs)).toEqual(['ansible-core: 2.19.1 before, 2.14.18 now']);
  expect(inputsDiffer(before, others[2] as Inputs).join()).toMatch(/arguments of ansible-playbook/);
  expect(JSON.stringify([before, ...others])).not.toMatch(/hunter|elsewhere/);
});

test('what no digest holds is named', () => {
  const { folder } = projectOf(FILES);
  const said = (over: Partial<SourcesRead>) => inputsIn(folder, { read: [readIn(folder, over)] }).undigested.join('\n');
  expect(said({})).toBe('');
  expect(said({ lookups: ['file', 'first_found', 'template'] })).toBe('');
  expect(said({ lookups: ['env', 'file', 'pipe'] })).toMatch(/“env”[\s\S]*“pipe”/);
  expect(said({ lookups: ['amazon.aws.aws_ssm'] })).toMatch(/aws_ssm/);
  expect(said({ local: true })).toMatch(/localhost/);
  expect(said({ files: [join(folder, 'site.yml'), join(folder, 'made-by-the-play.yml')] })).toMatch(/made-by-the-play/);
});

test('what only a trial reads is kept with it, and looked at again', () => {
  const { folder } = projectOf({ ...FILES, 'rescue.yml': '- debug:\n', 'roles/mend/tasks/main.yml': '- debug:\n' });
  const known = [readIn(folder)];
  const order = { inputs: inputsIn(folder), known, playbook: 'site.yml', cwd: folder, ownFolder: '/tmp/none-of-ours' };
  expect(besidesOf({ ...order, read: readIn(folder) })).toBeUndefined();
  const [{ files, roles }] = known as [SourcesRead];
  const read = readIn(folder, {
    files: [...files, join(folder, 'rescue.yml')],
    roles: [...roles, join(folder, 'roles/mend')],
  });
  const besides = besidesOf({ ...order, read });
  expect(besides?.files.map(({ path }) => path)).toEqual(['rescue.yml', 'roles/mend/tasks/main.yml']);
  if (!besides) return;
  expect(sameBesides(besides, 'site.yml', folder)).toBe(true);
  writeFileSync(join(folder, 'roles/mend/tasks/main.yml'), '- debug: {msg: 1}\n');
  expect(sameBesides(besides, 'site.yml', folder)).toBe(false);
  const asks = besidesOf({ ...order, read: readIn(folder, { lookups: ['env'] }) });
  expect(asks && sameBesides(asks, 'site.yml', folder)).toBe(false);
});
