import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SourceJob } from '../../harness/model/source.ts';
import { jobsOf } from '../../harness/source/jobs-of.ts';
import { readPlaybook } from '../../harness/source/read-playbook.ts';
import { projectOf } from './project-of.ts';

type Files = Readonly<Record<string, string>>;
type Env = Readonly<Record<string, string>>;

/** The jobs of the first of these files. `@` in the environment stands for the folder. */
function jobs(files: Files, { env = {}, cwd = '.' }: { readonly env?: Env; readonly cwd?: string } = {}) {
  const { folder, first } = projectOf(files);
  const real = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value.replaceAll('@', folder)]));
  return jobsOf(readPlaybook(first, { cwd: join(folder, cwd), env: { HOME: join(folder, 'home'), ...real } })).map(
    (job): SourceJob => ({ ...job, place: { ...job.place, file: job.place.file.replace(`${folder}/`, '') } }),
  );
}

const job = (name: string, register = 'it') =>
  `- name: ${name}\n  command: sleep 1\n  async: 60\n  poll: 0\n  register: ${register}\n`;
const reap = (register = 'it') =>
  `- name: Wait\n  async_status:\n    jid: "{{ ${register}.ansible_job_id }}"\n  register: seen\n  until: seen is finished\n  retries: 20\n  delay: 4\n`;
const play = (tasks: string) => `- hosts: all\n  tasks:\n${tasks.replaceAll(/^(?=.)/gm, '    ')}`;
const ROLE = '- hosts: all\n  roles: [worker]\n';
const at = (found: readonly SourceJob[]) =>
  found.map(({ taskName, place }) => `${taskName} ${place.file}:${place.line}`);

test.each<[string, Files, { env?: Env; cwd?: string }, string[]]>([
  [
    'a playbook that another one imports',
    { 'inner.yml': play(job('Start')), 'site.yml': '- import_playbook: inner.yml\n' },
    {},
    ['Start inner.yml:3'],
  ],
  [
    'the playbook that imports it',
    { 'site.yml': '- import_playbook: more/inner.yml\n', 'more/inner.yml': play(job('Start')) },
    {},
    ['Start more/inner.yml:3'],
  ],
  [
    'a role that two playbooks use',
    { 'b.yml': ROLE, 'a.yml': ROLE, 'roles/worker/tasks/main.yml': job('Start') },
    {},
    ['Start roles/worker/tasks/main.yml:1'],
  ],
  [
    'an include in a loop, and a handler',
    {
      'site.yml': `${play("- include_tasks: '{{ item }}.yml'\n  loop: [one, two]\n")}  handlers:\n    - import_tasks: h.yml\n`,
      'one.yml': job('One'),
      'two.yml': job('Two'),
      'h.yml': job('In a handler'),
    },
    {},
    ['One one.yml:1', 'Two two.yml:1', 'In a handler h.yml:1'],
  ],
  [
    'a role below ANSIBLE_ROLES_PATH, elsewhere',
    { 'p/site.yml': ROLE, 'shared/worker/tasks/main.yml': job('Start') },
    { env: { ANSIBLE_ROLES_PATH: '@/none:@/shared' } },
    ['Start shared/worker/tasks/main.yml:1'],
  ],
  [
    'a role below the roles_path of the ansible.cfg where it is started',
    {
      'p/plays/site.yml': ROLE,
      'c/ansible.cfg': '[defaults]\nroles_path = ../one\n  :../two ; ours\n[other]\nroles_path = x\n',
      'two/worker/tasks/main.yml': job('Start'),
    },
    { cwd: 'c' },
    ['Start two/worker/tasks/main.yml:1'],
  ],
  [
    'the role beside the playbook comes before that of the role path, and the first of two paths before the second',
    {
      'p/site.yml': '- hosts: all\n  roles: [near, worker]\n',
      'p/roles/near/tasks/main.yml': job('Near'),
      'b/near/tasks/main.yml': job('Far'),
      'b/worker/tasks/main.yml': job('Second'),
      'a/worker/tasks/main.yml': job('First'),
    },
    { env: { ANSIBLE_ROLES_PATH: '@/a:@/b' } },
    ['Near p/roles/near/tasks/main.yml:1', 'First a/worker/tasks/main.yml:1'],
  ],
  [
    'a role and a playbook of a collection beside the project',
    {
      'site.yml': '- import_playbook: my.ops.more\n- hosts: all\n  roles: [my.ops.worker]\n',
      'collections/ansible_collections/my/ops/roles/worker/tasks/main.yml': job('Start'),
      'collections/ansible_collections/my/ops/playbooks/more.yml': play(job('More')),
      'collections/ansible_collections/my/other/roles/worker/tasks/main.yml': job('Other'),
    },
    {},
    [
      'More collections/ansible_collections/my/ops/playbooks/more.yml:3',
      'Start collections/ansible_collections/my/ops/roles/worker/tasks/main.yml:1',
    ],
  ],
  [
    'what a .gitignore leaves out runs as well',
    {
      'site.yml': '- hosts: all\n  roles: [worker]\n  tasks:\n    - include_tasks: made/more.yml\n',
      '.gitignore': 'roles/\nmade/\n',
      '.git/config': '',
      'roles/worker/tasks/main.yml': job('Start'),
      'made/more.yml': job('More'),
    },
    {},
    ['Start roles/worker/tasks/main.yml:1', 'More made/more.yml:1'],
  ],
  [
    'a byte order mark, and a text in quotes that goes on at a lower indentation',
    { 'site.yml': `\uFEFF${play(`- command: "one\n two"\n${job('Start')}`)}` },
    {},
    ['Start site.yml:5'],
  ],
])('%s', (_, files, context, expected) => {
  expect(at(jobs(files, context))).toEqual(expected);
});

test('what another playbook sets does not count; what two uses here set differently is not known', () => {
  const role = job('Start').replace('60', '"{{ limit }}"');
  const use = (limit: number) => `- hosts: all\n  roles:\n    - role: worker\n      limit: ${limit}\n`;
  const files = { 'b.yml': use(20), 'a.yml': use(10), 'roles/worker/tasks/main.yml': role };
  expect(jobs(files)[0]?.limit).toMatchObject({ known: true, value: 20 });
  expect(jobs({ ...files, 'b.yml': use(20) + use(30) })[0]?.limit).toMatchObject({
    known: false,
    why: 'it differs between its uses',
  });
});

test('a reap says what may keep it from running', () => {
  const tasks = [
    job('Start'),
    '- block:\n    - command: x\n  rescue:\n    - include_tasks: wait.yml\n      when: careful\n  tags: [b]\n',
  ].join('');
  const [found] = jobs({
    'site.yml': play(tasks).replace('  tasks:', '  tags: a,c\n  tasks:'),
    'wait.yml': `${reap()}  tags: d\n  run_once: true\n  when: it is not skipped\n`,
  });
  expect(found).toMatchObject({ class: 'fire-and-forget', tags: ['a', 'c'], within: undefined, runOnce: false });
  expect(found?.reaps).toMatchObject([
    {
      taskName: 'Wait',
      place: { line: 1 },
      mode: 'status',
      tags: ['a', 'c', 'b', 'd'],
      includeTags: [['a', 'c', 'b']],
      when: ['careful', 'it is not skipped'],
      runOnce: true,
      handler: false,
      within: 'rescue',
      window: { known: true, value: 80 },
      coverage: 'all',
    },
  ]);
});

test('a reap says what stands around it that can hide a failure, and not what it says itself', () => {
  const block = '- ignore_errors: true\n  block:\n';
  const inner = reap().replace(/^/gm, '    ').trimEnd();
  const [found] = jobs({
    'site.yml': play(`${job('Start')}${block}${inner}\n  rescue:\n    - debug: {}\n`).replace(
      '  tasks:',
      '  ignore_unreachable: true\n  tasks:',
    ),
  });
  const text = 'site.yml';
  expect(found?.reaps[0]?.around).toMatchObject({
    ignore_unreachable: { file: expect.stringContaining(text), line: 2 },
    ignore_errors: { line: expect.any(Number) },
    rescue: { line: expect.any(Number) },
  });
  const [own] = jobs({ 'site.yml': play(`${job('Start')}${reap()}  ignore_errors: true\n`) });
  expect(own?.reaps[0]?.around).toEqual({});
});

test('a place is the one that Ansible names: without the links on the way', () => {
  const { folder, first } = projectOf({ 'p/site.yml': ROLE, 'real/tasks/main.yml': job('Start') });
  mkdirSync(join(folder, 'p/roles'));
  symlinkSync(join(folder, 'real'), join(folder, 'p/roles/worker'));
  const [found] = jobsOf(readPlaybook(first, { cwd: folder, env: { HOME: folder } }));
  expect(found?.place.file).toBe(join(folder, 'real/tasks/main.yml'));
});
