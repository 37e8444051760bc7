import { expect, test } from 'vitest';
import { layered } from '../../harness/source/abstract/role.ts';
import type { RoleTurn } from '../../harness/source/abstract/role-turns.ts';
import { State } from '../../harness/source/abstract/state.ts';
import type { Layer } from '../../harness/source/flow/scope.ts';
import { drillText, words } from './abstract-kit.ts';

test('a way that goes on keeps all that is known of it, but for what is said to change', () => {
  const names = Object.keys(new State()) as (keyof State)[];
  const marked = Object.fromEntries(names.map((name) => [name, `what ${name} holds`])) as Partial<State>;
  const before = new State().with(marked as never);
  expect({ ...before.with({}) }).toEqual(marked);
  expect({ ...before.with({ seen: true, red: undefined }) }).toEqual({ ...marked, seen: true, red: undefined });
  expect(names.length).toBeGreaterThan(15);
});

const layerOf = (name: string): Layer & { readonly name: string } => ({ name, vars: new Map(), soft: false });
const turn = (n: number) => ({ vars: layerOf(`vars ${n}`), defaults: layerOf(`defaults ${n}`) }) as unknown as RoleTurn;

test.each([0, 1, 5, 29, 30, 31, 60, 61, 200])('%i roles at once leave what they leave one by one', (count) => {
  const turns = Array.from({ length: count }, (_, n) => turn(n));
  const own = ['files', 'play', 'inventory'].map(layerOf);
  const oneByOne = turns.reduce<readonly Layer[]>((layers, one) => layered(layers, [one]), own);
  expect(layered(own, turns)).toEqual(oneByOne);
});

const JOB = `- name: Work\n  ansible.builtin.command: /opt/work\n  async: 60\n  poll: 0\n  register: job\n`;
const REAP = `- name: Wait\n  ansible.builtin.async_status:\n    jid: "{{ job.ansible_job_id }}"\n  register: waited\n  until: waited is finished\n  retries: "{{ looks }}"\n`;

function drillOfRoles(files: Readonly<Record<string, string>>): string {
  const site = '- hosts: all\n  roles:\n    - begin\n    - between\n    - finish\n';
  const drills = drillText(site, { 'roles/begin/tasks/main.yml': JOB, ...files });
  return words(drills.get('Work')?.outcomes.get('failed-1'));
}

test('a role that has nothing to do with the job is stepped over, and its variables count', () => {
  const files = {
    'roles/between/tasks/main.yml': '- ansible.builtin.command: /opt/other\n',
    'roles/finish/tasks/main.yml': REAP,
  };
  expect(drillOfRoles({ ...files, 'roles/between/vars/main.yml': 'looks: 20\n' })).toBe('surfaced failed');
  expect(drillOfRoles({ ...files, 'roles/between/vars/main.yml': 'looks: 0\n' })).toBe('swallowed retries-zero ?');
});

test('a role that another one depends on has its turn', () => {
  const files = {
    'roles/between/tasks/main.yml': '- ansible.builtin.command: /opt/other\n',
    'roles/between/meta/main.yml': 'dependencies:\n  - wait\n',
    'roles/between/vars/main.yml': 'looks: 0\n',
    'roles/wait/tasks/main.yml': REAP,
    'roles/wait/vars/main.yml': 'looks: 20\n',
    'roles/finish/tasks/main.yml': '- ansible.builtin.command: /opt/more\n',
  };
  expect(drillOfRoles(files)).toBe('surfaced failed');
});
