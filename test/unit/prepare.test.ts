import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { choosePlaybook } from '../../harness/cli/molecule.ts';
import { withoutSelection } from '../../harness/engine/without-selection.ts';
import { lasting, lostSince } from '../../harness/lab/survey.ts';
import { readMolecule } from '../../harness/scenario/molecule.ts';

const folder = mkdtempSync(join(tmpdir(), 'rc-molecule-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

test('a prepare has the variables and secrets of the play, and none of its choices', () => {
  const args = ['-e', 'a=1', '--tags', 'x', '-tq', '--limit=web', '-l', 'db', '--check', '--vault-id', 'v', '-vv'];
  expect(withoutSelection(args)).toEqual(['-e', 'a=1', '--vault-id', 'v', '-vv']);
});

test('what a snapshot loses is what lasted before and is not there after', () => {
  const none = { processes: [], mounts: [], hosts: [] };
  const before = lasting(
    { processes: ['init', 'app', 'ls'], mounts: ['/run', '/data'], hosts: ['10.0.0.9 peer'] },
    { processes: ['init', 'app'], mounts: ['/run', '/data'], hosts: ['10.0.0.9 peer'] },
  );
  expect(lostSince(before, before)).toEqual([]);
  expect(lostSince(before, { ...none, processes: ['init', 'other'], mounts: ['/run'] })).toEqual([
    'a process: app',
    'a mount: /data',
    'a line of /etc/hosts: 10.0.0.9 peer',
  ]);
});

test('a Molecule scenario gives its playbooks, by their usual names or those that it says, and its environment', () => {
  write('molecule/default/converge.yml', '[]');
  write('molecule/default/prepare.yml', '[]');
  write(
    'molecule/other/molecule.yml',
    'driver: {name: docker}\nprovisioner:\n  name: ansible\n  env: {PORT: 7}\n  playbooks: {converge: ../shared.yml}\n',
  );
  write('molecule/shared.yml', '[]');
  const usual = readMolecule('default', folder, {});
  expect(usual).toMatchObject({
    playbook: join(folder, 'molecule/default/converge.yml'),
    prepare: join(folder, 'molecule/default/prepare.yml'),
    env: { MOLECULE_SCENARIO_NAME: 'default' },
  });
  expect(usual.env.ANSIBLE_ROLES_PATH?.split(':')).toContain(dirname(folder));
  const other = readMolecule('other', folder, { ANSIBLE_ROLES_PATH: '/mine' });
  expect(other).toMatchObject({
    playbook: join(folder, 'molecule/shared.yml'),
    prepare: undefined,
    env: { PORT: '7' },
  });
  expect(other.env.ANSIBLE_ROLES_PATH).toBeUndefined();
  expect(() => readMolecule('defult', folder, {})).toThrow(
    /no Molecule scenario "defult"[\s\S]*did you mean "default"/,
  );
  mkdirSync(join(folder, 'molecule/empty'));
  expect(() => readMolecule('empty', folder, {})).toThrow(/no playbook to converge/);
});

test('a scenario’s platforms are the hosts, unless somebody says others', () => {
  write('molecule/hosts/molecule.yml', 'platforms: [{name: web1}]\n');
  write('molecule/hosts/converge.yml', '[]');
  const before = process.cwd();
  process.chdir(folder);
  try {
    const choose = (more: object) => choosePlaybook([], { molecule: 'hosts', ...more }, ['drill'], {}).inventory;
    expect(choose({})?.files['platforms.yml']).toMatchObject({ all: { hosts: { web1: {} } } });
    for (const more of [{ hosts: '2' }, { groups: 'web' }, { inventory: ['x'] }, { configuredInventory: true }])
      expect(choose(more)).toBeUndefined();
  } finally {
    process.chdir(before);
  }
});

test('one playbook, or a scenario; what stands after -- is for ansible-playbook', () => {
  const choose = (words: readonly string[], options: { molecule?: string }, argv: readonly string[]) =>
    choosePlaybook(words, options, argv, {});
  expect(choose(['site.yml', '-e', 'a'], {}, ['drill', 'site.yml', '--', '-e', 'a'])).toMatchObject({
    playbook: 'site.yml',
    args: ['-e', 'a'],
  });
  expect(() => choose(['-e', 'a'], {}, ['drill', '--', '-e', 'a'])).toThrow('no playbook is named');
  expect(() => choose([], {}, ['drill'])).toThrow('no playbook is named');
  expect(() => choose(['site.yml'], { molecule: 'x' }, ['drill', 'site.yml', '--molecule', 'x'])).toThrow(
    'what is "site.yml"',
  );
});
