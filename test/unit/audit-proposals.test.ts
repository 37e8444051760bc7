import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { proposeFixes } from '../../harness/library/propose-fixes.ts';

const LAUNCH = `- hosts: all
  tasks:
    - name: Pack
      ansible.builtin.command: /opt/pack
      async: 60
      poll: 0
      register: pack
`;
const reap = (more: string, indent = '    ') =>
  [
    '- name: Wait for the pack',
    '  ansible.builtin.async_status:',
    '    jid: "{{ pack.ansible_job_id }}"',
    '  register: packed',
    '  until: packed is finished',
    '  retries: 30',
    '  delay: 5',
    ...(more ? [`  ${more}`] : []),
  ]
    .map((line) => `${indent}${line}\n`)
    .join('');

function proposed(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-proposals-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'site.yml');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const { changes, left } = proposeFixes(['site.yml'], { cwd: folder });
  expect(readFileSync(file, 'utf8')).toBe(text);
  return { text: changes[0]?.after ?? text, diff: changes[0]?.diff ?? '', left };
}

test.each(['ignore_errors: true', 'ignore_errors: "yes" # it may', 'failed_when: false'])(
  '%s is taken away, and nothing else',
  (keyword) => {
    const { text, diff, left } = proposed(LAUNCH + reap(keyword));
    expect(text).toBe(LAUNCH + reap(''));
    expect(diff).toContain(`-      ${keyword}`);
    expect(left).toEqual([]);
  },
);

test('a criterion of the author stays, and what has no rc fails as well', () => {
  const { text, left } = proposed(LAUNCH + reap('failed_when: packed.rc is defined and packed.rc > 1'));
  expect(text).toContain('failed_when: packed.rc is not defined or (packed.rc is defined and packed.rc > 1)');
  expect(left).toEqual([]);
});

test('what a block around the reap says is taken away there', () => {
  const block = (more: string) => `    - name: Wait\n${more}      block:\n${reap('', '        ')}`;
  const { text, left } = proposed(LAUNCH + block('      ignore_errors: true\n'));
  expect(text).toBe(LAUNCH + block(''));
  expect(left).toEqual([]);
});

test('a rescue fails at its end', () => {
  const { text, left } = proposed(
    `${LAUNCH}    - block:\n${reap('', '        ')}      rescue:\n        - ansible.builtin.debug:\n            msg: so it goes`,
  );
  expect(text).toMatch(/msg: so it goes\n {8}- name: Fail, as the job has failed\n {10}ansible\.builtin\.fail:/);
  expect(left).toEqual([]);
});

test('a keyword that shares its line is left alone, and told', () => {
  const { text, left } = proposed(
    `${LAUNCH}    - { ansible.builtin.async_status: { jid: "{{ pack.ansible_job_id }}" }, register: packed, until: packed is finished, retries: 30, delay: 5, ignore_errors: true }\n`,
  );
  expect(text).toContain('ignore_errors: true');
  expect(left.map(({ rule }) => rule)).toEqual(['failure-lost-in-reap']);
});
