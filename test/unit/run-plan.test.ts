import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runPlanOf } from '../../harness/library/run-plan.ts';
import { chooseScenarios } from '../../harness/library/scenarios.ts';

const cwd = mkdtempSync(join(tmpdir(), 'run-plan-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
};
write('scenarios/t/a.yml', 'name: a\nwhy: because\nplaybook: ../../site.yml\nexpect: { play: green }\n');
write('scenarios/t/b.yml', 'name: b\nwhy: because\nplaybook: ../../other.yml\nexpect: { play: green }\n');
write('site.yml', '- hosts: all\n  roles: [web]\n');
write('other.yml', '- hosts: all\n  tasks: [{ command: echo }]\n');
write('roles/web/tasks/main.yml', '- command: echo\n');
write('roles/web/templates/web.conf', 'port 80\n');

const context = { cwd, env: {} };
const plan = (over: Partial<Parameters<typeof runPlanOf>[0]> = {}) =>
  runPlanOf({
    scenarios: chooseScenarios([], context),
    controller: { coreVersion: '2.19.1', watcher: 'new' },
    ...{ image: undefined, look: 'machine', context, ownFolder: '/nowhere' },
    ...over,
  });

test('the same in each share: all scenarios, and what they depend on', () => {
  const { digest, inputs, scenarios } = plan();
  expect(plan().digest).toBe(digest);
  expect(scenarios.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(inputs.files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['a.yml', 'b.yml', '../../site.yml', '../../roles/web/templates/web.conf']),
  );
});

test.each([
  ['a scenario', 'scenarios/t/b.yml'],
  ['a playbook', 'other.yml'],
  ['a file of a role', 'roles/web/templates/web.conf'],
  ['variables beside a playbook', 'group_vars/all.yml'],
])('another where %s is another', (_, path) => {
  const before = plan().digest;
  write(
    path,
    path.startsWith('scenarios')
      ? 'name: b\nwhy: it is\nplaybook: ../../other.yml\nexpect: { play: green }\n'
      : '# changed\n- hosts: all\n  tasks: []\n',
  );
  expect(plan().digest).not.toBe(before);
});

test('another for other versions, looks and choices', () => {
  const { digest } = plan();
  expect(plan({ controller: { coreVersion: '2.14.1', watcher: 'old' } }).digest).not.toBe(digest);
  expect(plan({ look: 'container' }).digest).not.toBe(digest);
  expect(plan({ scenarios: chooseScenarios(['a'], context) }).digest).not.toBe(digest);
});
