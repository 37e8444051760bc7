import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { unifiedDiff } from '../../harness/audit/fix/diff.ts';
import { planFixes } from '../../harness/audit/fix/plan.ts';
import { BAD_PLAYS } from './bad-plays.ts';

function fix(text: string): string {
  let texts = new Map([['play.yml', text]]);
  for (let round = 0; round < 5; round++) {
    const { findings, project } = audit(texts);
    const changed = planFixes(findings, project, texts);
    if (changed.size === 0) break;
    texts = new Map([...texts, ...changed]);
  }
  return texts.get('play.yml') ?? '';
}

const play = (tasks: string) => `- hosts: all\n  tasks:\n${tasks}`;

test('a launch without a register gets one, and its reap, with the become and when of the launch', () => {
  const text = play(`    - name: "Build it"   # slow
      become: yes
      when:
        - build_it   # a switch
      command: make   all
      async: 90
      poll: 0   # goes on

    - debug: msg=done
`);
  expect(fix(text)).toBe(
    play(`    - name: "Build it"   # slow
      become: yes
      when:
        - build_it   # a switch
      command: make   all
      async: 90
      poll: 0   # goes on
      register: build_it_job

    - name: Reap - Build it
      ansible.builtin.async_status:
        jid: "{{ build_it_job.ansible_job_id }}"
      register: build_it_job_reaped
      until: build_it_job_reaped is finished
      retries: 11
      delay: 10
      become: yes
      when:
        - build_it   # a switch

    - debug: msg=done
`),
  );
});

test('jobs that are launched side by side stay so: their reaps come after the last', () => {
  const text = play(`  - shell: /opt/a
    async: 10
    poll: 0
  - shell: /opt/b {{ item }}
    loop: [1, 2]
    async: 10
    poll: 0
    register: b`);
  const fixed = fix(text);
  expect(fixed.match(/- .*|register: .*|jid: .*|loop: .*/g)).toEqual([
    '- hosts: all',
    '- shell: /opt/a',
    'register: shell_job',
    '- shell: /opt/b {{ item }}',
    'loop: [1, 2]',
    'register: b',
    '- name: Reap the job',
    'jid: "{{ shell_job.ansible_job_id }}"',
    'register: shell_job_reaped',
    '- name: Reap the job',
    'jid: "{{ item.ansible_job_id }}"',
    'loop: "{{ b.results }}"',
    'register: b_reaped',
  ]);
  expect(audit(new Map([['play.yml', fixed]])).findings).toEqual([]);
  expect(fix(fixed)).toBe(fixed);
});

test('until is added, and a window widened, and nothing else changes; CRLF stays', () => {
  const text = play(`    - shell: /opt/a
      async: 100
      poll: 0
      register: a
    - async_status: jid={{ a.ansible_job_id }}
      register: ra
    - shell: /opt/b
      async: 100
      poll: 0
      register: b
    - async_status: jid={{ b.ansible_job_id }}
      register: rb
      until: rb.finished
      retries: 3 # thrice
      delay: 10
`).replaceAll('\n', '\r\n');
  expect(fix(text)).toBe(
    text
      .replace(
        'register: ra\r\n',
        'register: ra\r\n      until: ra is finished\r\n      retries: 12\r\n      delay: 10\r\n',
      )
      .replace('retries: 3 #', 'retries: 12 #'),
  );
});

test('a limit that is an expression makes the window out of itself', () => {
  const text = play('    - command: /opt/a\n      async: \'{{ slow["a"] }}\'\n      poll: 0\n      register: a\n');
  const fixed = fix(text);
  expect(fixed).toContain(`      retries: '{{ ((slow["a"]) | int + 10) // 5 + 1 }}'\n`);
  expect(audit(new Map([['play.yml', fixed]])).findings.map((finding) => finding.rule)).not.toContain('unreaped-job');
});

test('what the audit is unsure of is left alone', () => {
  const text = play(
    '    - command: /opt/a\n      async: 60\n      poll: 0\n      register: a\n      ignore_errors: true\n',
  );
  expect(audit(new Map([['play.yml', text]])).findings).toMatchObject([
    { rule: 'unreaped-job', confidence: 'possible' },
  ]);
  expect(fix(text)).toBe(text);
});

test('a window made of variables is left to its owner', () => {
  const text = `- hosts: all
  vars: { tries: 3 }
  tasks:
    - { shell: /opt/a, async: 100, poll: 0, register: a }
    - async_status: jid={{ a.ansible_job_id }}
      register: ra
      until: ra.finished
      retries: "{{ tries }}"
`;
  expect(audit(new Map([['play.yml', text]])).findings).toHaveLength(1);
  expect(fix(text)).toBe(text);
});

test('a diff shows what changes, with three lines around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\n';
  expect(unifiedDiff('x.yml', before, 'a\nb\nc\nd\nnew\ne\nf\n')).toBe(
    '--- a/x.yml\n+++ b/x.yml\n@@ -2,5 +2,6 @@\n b\n c\n d\n+new\n e\n f\n',
  );
});

test.each(Object.entries(BAD_PLAYS))('%s: a fix changes only what it says, once, and breaks nothing', (_name, text) => {
  const fixed = fix(text);
  expect(fix(fixed)).toBe(fixed);
  const before = text.split('\n');
  const after = fixed.split('\n');
  let at = 0;
  for (const line of before) {
    const found = after.indexOf(line, at);
    // A value that a fix replaces keeps its key and its place.
    if (found === -1) expect(after[at]).toMatch(/^ *(retries|until): /);
    at = found === -1 ? at + 1 : found + 1;
  }
  const rules = (of: string) => audit(new Map([['play.yml', of]])).findings.map((finding) => finding.rule);
  const was = rules(text);
  // Fixing one thing must not make another.
  for (const rule of rules(fixed)) expect(was).toContain(rule);
});
