import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ReapcheckError } from '../../harness/model/error.ts';
import { groupsOf } from '../../harness/scenario/groups.ts';
import { isLocalhost } from '../../harness/source/localhost.ts';
import { readPlaybook as read } from '../../harness/source/read-playbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'reapcheck-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const readPlaybook = (path: string) => read(path, { cwd: folder, env: {} });

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function refusal(path: string): ReapcheckError {
  try {
    readPlaybook(path);
  } catch (error) {
    if (error instanceof ReapcheckError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

test('the patterns of the plays, with their places, over imports', () => {
  file('inner.yml', '- hosts: db\n  tasks:\n    - command: x\n      async: 5\n');
  const path = file('outer.yml', '- hosts: web:&prod\n  tasks: []\n- import_playbook: inner.yml\n- hosts: [a, b]\n');
  const source = readPlaybook(path);
  expect(source.plays.map((play) => play.pattern)).toEqual(['web:&prod', 'db', 'a,b']);
  expect(source.plays[0]?.place).toEqual({ file: path, line: 1, column: 10 });
  expect(source.surelyWithoutAsync).toBe(false);
});

test('only a playbook that can bring in nothing is surely without async', () => {
  expect(readPlaybook(file('a.yml', '- hosts: all\n  tasks:\n    - command: x\n')).surelyWithoutAsync).toBe(true);
  expect(readPlaybook(file('b.yml', '- hosts: all\n  roles: [x]\n')).surelyWithoutAsync).toBe(false);
  expect(
    readPlaybook(
      file('c.yml', '- hosts: all\n  tasks:\n    - block:\n        - ansible.builtin.include_tasks: x.yml\n'),
    ).surelyWithoutAsync,
  ).toBe(false);
});

test.each([
  ['none.yml', undefined, 'no-playbook', undefined],
  ['broken.yml', '- hosts: all\n  tasks: [\n', 'bad-yaml', 3],
  ['empty.yml', '', 'not-a-playbook', 1],
  ['map.yml', 'hosts: all\n', 'not-a-playbook', 1],
  ['tasks.yml', '- name: a task\n  command: x\n', 'not-a-playbook', 1],
])('%s is refused, with the place', (name, text, code, line) => {
  const path = text === undefined ? join(folder, name) : file(name, text);
  const error = refusal(path);
  expect(error.code).toBe(code);
  expect(error.kind).toBe('usage');
  expect(error.where?.line).toBe(line);
  expect(error.remedy).not.toBe('');
});

test('groups are what the patterns select', () => {
  const at = { file: 'x', line: 1 };
  const groups = (...patterns: string[]) => groupsOf(patterns.map((pattern) => ({ pattern, place: at })));
  expect(groups('all', 'web:&prod:!old', 'db[0],cache', '~re.*', '{{ target }}', 'localhost')).toEqual([
    'web',
    'prod',
    'db',
    'cache',
  ]);
  expect(isLocalhost('localhost')).toBe(true);
  expect(isLocalhost('all')).toBe(false);
});
