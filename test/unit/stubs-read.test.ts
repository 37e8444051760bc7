import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ReapcheckError } from '../../harness/model/error.ts';
import { fitsPattern } from '../../harness/model/pattern.ts';
import { actionNames } from '../../harness/model/stub.ts';
import { Project } from '../../harness/source/resolve/project.ts';
import { refuseUnfitting } from '../../harness/stubs/fits-source.ts';
import { stubsJsonSchema } from '../../harness/stubs/format.ts';
import { findStubs, readStubs } from '../../harness/stubs/read-stubs.ts';

const folder = mkdtempSync(join(tmpdir(), 'rc-stubs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ReapcheckError) return error.message.replaceAll(folder, '');
    throw error;
  }
  return 'none';
}

test('every kind of stub is read, with its place', () => {
  write(
    'tasks/main.yml',
    '- name: One\n  block:\n    - name: Two\n      far.cloud.thing:\n        a: 1\n        b: 2\n',
  );
  const { stubs } = readStubs(
    write(
      'all.yml',
      `stubs:
  - module: far.cloud.*
    task: Start *
    result: {id: 7}
    changed: true
    delay: 2m
  - at: tasks/main.yml:6
    fail: no
  - {lookup: far.cloud.secret, term: /prod/*, result: hush}
  - {filter: far.cloud.names, args: [upper], result: "{{ stub_input }}"}
  - {test: far.cloud.address, result: true}
`,
    ),
  );
  expect(stubs).toMatchObject([
    { kind: 'module', module: 'far.cloud.*', task: 'Start *', changed: true, delayMs: 120_000, place: { line: 2 } },
    { kind: 'module', at: { file: join(folder, 'tasks/main.yml'), line: 3 }, fail: 'no', result: {} },
    { kind: 'lookup', name: 'far.cloud.secret', term: '/prod/*' },
    { kind: 'filter', args: ['upper'] },
    { kind: 'test', result: true, place: { line: 11 } },
  ]);
});

test.each([
  ['stubs: [{module: a.b.c, resultt: {}}]', /bad.yml:1:25: there is no key "resultt".*\n.*expected: module, task/],
  ['stubs: [{result: {a: 1}}]', /does not say what it is for/],
  ['stubs: [{module: a.b.c, term: x}]', /"term" does not go with a stub of tasks/],
  ['stubs: [{lookup: a.b.c, filter: a.b.d, result: 1}]', /"filter" does not go with lookup/],
  ['stubs: [{lookup: a.b.c, changed: true, result: 1}]', /"changed" does not go with lookup/],
  ['stubs: [{lookup: a.b.c}]', /lookup has no result/],
  ['stubs: [{module: a.b.c, result: [1]}]', /1:33: the result of a task is a mapping/],
  ['stubs: [{module: a.b.c, delay: 90}]', /delay has the wrong type/],
  ['stubs: [{module: a.b.c, delay: soon}]', /a number with a unit/],
  ['stubs: [{module: ansible.builtin.async_status}]', /async_status is not stubbed/],
  ['stubs: [{module: include_role}]', /include_role is not stubbed/],
  ['stubs: [{at: none.yml:3}]', /1:14: there is no file none.yml/],
  ['stubs: [{at: plays/one.yml:1}]', /there is no task at line 1 of plays\/one.yml/],
  ['stubs: [{at: plays/one.yml:99}]', /there is no task at line 99/],
  ['- module: a', /the stub file has the wrong type/],
  ['stubs: [{module: a, module: b}]', /Map keys must be unique/],
])('%s', (text, says) => {
  write('plays/one.yml', '- hosts: all\n  tasks:\n    - command: "true"\n');
  expect(complaint(() => readStubs(write('bad.yml', text)))).toMatch(says);
});

test('the file beside the playbook counts unless another is named', () => {
  expect(findStubs(undefined, join(folder, 'beside/site.yml'))).toBeUndefined();
  const beside = write('beside/reapcheck-stubs.yml', 'stubs: []\n');
  expect(findStubs(undefined, join(folder, 'beside/site.yml'))?.file).toBe(beside);
  expect(complaint(() => findStubs(join(folder, 'no.yml'), 'x'))).toMatch(/there is no stub file \/no.yml/);
});

test('patterns: * is any text, and nothing else is more than itself', () => {
  expect(fitsPattern('far.cloud.*', 'far.cloud.machine')).toBe(true);
  expect(fitsPattern('far.cloud.*', 'farXcloud.machine')).toBe(false);
  expect(fitsPattern('Start [all] (*)', 'Start [all] (now)')).toBe(true);
  expect(fitsPattern('Start', 'Start it')).toBe(false);
  expect(actionNames('uri')).toContain('ansible.builtin.uri');
  expect(actionNames('ansible.legacy.uri')).toContain('uri');
  expect(actionNames('machine', ['far.cloud'])).toContain('far.cloud.machine');
  expect(actionNames('near.cloud.uri')).toEqual(['near.cloud.uri']);
});

describe('a stub and the source', () => {
  const projectOf = (files: readonly (readonly [string, string])[]) =>
    new Project(new Map(files), { rolePaths: [], links: new Map() });
  const check = (stub: string, files: Record<string, string>) =>
    complaint(() =>
      refuseUnfitting(readStubs(write('s.yml', `stubs: [${stub}]`)).stubs, projectOf(Object.entries(files))),
    );
  const SITE = {
    'site.yml': `
- hosts: all
  collections: [far.cloud]
  roles: [web]
  tasks:
    - name: Start {{ item }}
      machine: {name: x}
    - name: Fetch it
      ansible.builtin.uri: {url: x}
    - action: far.cloud.address pool=x
    - docker_thing: {}
`,
    'roles/web/tasks/main.yml': '- name: Build\n  far.disk.image: {}\n',
  };

  test.each([
    ['{module: far.cloud.machine}', ''],
    ['{module: machine}', ''],
    ['{module: uri}', ''],
    ['{module: far.cloud.address}', ''],
    ['{module: far.disk.*}', ''],
    ['{module: community.docker.docker_thing}', ''],
    ['{module: setup}', ''],
    ['{task: Start red}', ''],
    ['{task: "web : Build"}', ''],
    ['{task: far.cloud.address}', ''],
    ['{lookup: not.in.yaml, result: 1}', ''],
    ['{module: far.cloud.machin}', 'far.cloud.machin'],
    ['{module: far.disk.imag}', 'did you mean "far.disk.image"'],
    ['{task: Fetsh it}', 'did you mean "Fetch it"'],
    ['{module: uri, task: Builds}', 'no task of the project'],
  ])('%s', (stub, says) => {
    expect(check(stub, SITE)).toMatch(says === '' ? /^none$/ : says);
  });

  test('what only stub files name, this one or another, stands nowhere in the source', () => {
    const text = 'stubs: [{module: far.cloud.nothing}]';
    const file = write('own.yml', text);
    const project = projectOf([...Object.entries(SITE), [file, text], ['/p/other.yml', text]]);
    expect(() => refuseUnfitting(readStubs(file).stubs, project)).toThrow('no task of the project');
  });

  test.each([
    ['a role that is elsewhere', '- hosts: all\n  roles: [{role: galaxy.thing}]\n'],
    ['an included role that is elsewhere', '- hosts: all\n  tasks:\n    - include_role: {name: "{{ x }}"}\n'],
    ['an action that a variable names', '- hosts: all\n  tasks:\n    - action: "{{ ansible_pkg_mgr }} name=x"\n'],
    ['a file that can’t be read', '- hosts: [\n'],
  ])('%s: nothing is certain', (_, site) => {
    expect(check('{module: far.cloud.nothing}', { 'site.yml': site })).toBe('none');
  });
});

/** `REAPCHECK_UPDATE=1` writes it anew; then `npm run format`. */
test('the published schema is the one that stub files are read with', () => {
  const file = new URL('../../docs/schema/stubs.json', import.meta.url);
  const schema = JSON.parse(JSON.stringify(stubsJsonSchema()));
  if (process.env.REAPCHECK_UPDATE) writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
});
