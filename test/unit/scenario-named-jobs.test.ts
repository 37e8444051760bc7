import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readScenario } from '../../harness/scenario/read-scenario.ts';
import { starterFor } from '../../harness/scenario/starter.ts';
import { jobsOf } from '../../harness/source/jobs-of.ts';
import { readPlaybook } from '../../harness/source/read-playbook.ts';
import { projectOf } from './project-of.ts';

const job = (name: string) => `- name: ${name}\n  command: sleep 1\n  async: 40\n  poll: 0\n`;
const play = (...lines: string[]) => `- hosts: all\n${lines.map((line) => `  ${line}\n`).join('')}`;

const PROJECTS: readonly [string, Readonly<Record<string, string>>, string][] = [
  ['a role', { 'site.yml': play('roles: [worker]'), 'roles/worker/tasks/main.yml': job('Start') }, 'main.yml:1'],
  [
    'an include',
    { 'site.yml': play('tasks:', '  - include_tasks: parts/start.yml'), 'parts/start.yml': job('Start') },
    'parts/start.yml:1',
  ],
  [
    'an imported playbook',
    {
      'site.yml': '- import_playbook: plays/inner.yml\n',
      'plays/inner.yml': play(
        'tasks:',
        ...job('Start')
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`),
      ),
    },
    'inner.yml:3',
  ],
  [
    'a role below ANSIBLE_ROLES_PATH',
    { 'site.yml': play('roles: [worker]'), 'elsewhere/worker/tasks/main.yml': job('Start') },
    'worker/tasks/main.yml:1',
  ],
];

/** As `init` writes it, and as a person does. */
test.each(PROJECTS)('a job in %s: init names it, and a scenario finds it by name and by place', (_, files, place) => {
  const { folder, first } = projectOf(files);
  const context = { cwd: folder, env: { HOME: folder, ANSIBLE_ROLES_PATH: 'elsewhere' } };
  const read = (name: string, text: string) => {
    const path = join(folder, 'scenarios/theme', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return readScenario(path, context).steps[0]?.faults[0];
  };
  const found = { fault: 'fail', job: { taskName: 'Start', limit: 40, poll: 0 } };
  const starter = starterFor('site.yml', jobsOf(readPlaybook(first, context)));
  expect(starter.test).toContain('job: "Start"');
  expect(read('failure.yml', starter.scenarios['failure.yml'] as string)).toMatchObject(found);
  const byHand = (name: string) =>
    `name: x\nwhy: y\nplaybook: ../../site.yml\nfaults: [{ fault: fail, job: "${name}" }]\nexpect: { play: red }\n`;
  for (const name of ['Start', 'start', place]) expect(read('by-hand.yml', byHand(name))).toMatchObject(found);
  expect(() => read('by-hand.yml', byHand('main.yml:7'))).toThrow(
    expect.objectContaining({ code: 'unknown-job', expected: expect.stringContaining(place) }),
  );
});

test('two jobs of one name are named by as much of their places as it takes', () => {
  const { folder, first } = projectOf({
    'site.yml': play('roles: [one, two]'),
    'roles/one/tasks/main.yml': job('Start'),
    'roles/two/tasks/main.yml': job('Start'),
  });
  const starter = starterFor('site.yml', jobsOf(readPlaybook(first, { cwd: folder, env: { HOME: folder } })));
  expect(starter.scenarios['failure.yml']).toContain('job: one/tasks/main.yml:1');
});
