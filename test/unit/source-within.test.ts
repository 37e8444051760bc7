import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../harness/library/audit.ts';
import { isWithin } from '../../harness/source/within.ts';

const JOB = '- name: Secret work\n  ansible.builtin.command: /opt/secret\n  async: 60\n  poll: 0\n';

/** A folder that may be read, in one that may not. */
function project(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'reapcheck-within-')));
  onTestFinished(() => rmSync(home, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(home, name));
  const root = join(home, 'in');
  return audit(['site.yml'], { cwd: root, env: { HOME: root }, within: [root] });
}

const include = (file: string) => `- hosts: all\n  tasks:\n    - ansible.builtin.include_tasks: ${file}\n`;

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
  ['an include by ..', { 'in/site.yml': include('../out/tasks.yml') }, {}],
  ['an include of a link', { 'in/site.yml': include('tasks.yml') }, { 'in/tasks.yml': '../out/tasks.yml' }],
  ['a folder that is a link', { 'in/site.yml': include('more/tasks.yml') }, { 'in/more': '../out' }],
  ['the project that the folder is in', { 'in/site.yml': include('../out/tasks.yml'), 'ansible.cfg': '' }, {}],
  [
    'a role where ansible.cfg says',
    { 'in/site.yml': '- hosts: all\n  roles: [secret]\n', 'in/ansible.cfg': '[defaults]\nroles_path = ../out\n' },
    {},
  ],
])('%s: what it leads to is not read, and that is told', (_name, files, links) => {
  const { findings, notes } = project({ 'out/tasks.yml': JOB, 'out/secret/tasks/main.yml': JOB, ...files }, links);
  expect(JSON.stringify({ findings, notes })).not.toContain('Secret work');
  expect(findings).toEqual([]);
  expect(notes.length).toBeGreaterThan(0);
});

test('what stays inside is read, by whatever way', () => {
  const { findings } = project(
    { 'in/site.yml': include('more/tasks.yml'), 'in/real/tasks.yml': JOB },
    { 'in/more': 'real' },
  );
  expect(findings.map(({ rule }) => rule)).toContain('unreaped-job');
});

test('a folder is not above one whose name begins alike', () => {
  expect(isWithin('/srv/ab/x', ['/srv/a'])).toBe(false);
  expect(isWithin('/srv/a', ['/srv/a'])).toBe(true);
  expect(isWithin('/srv/a/x', ['/srv/a'])).toBe(true);
  expect(isWithin('/etc', ['/'])).toBe(true);
});
