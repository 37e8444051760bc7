import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { planFixes } from '../../harness/audit/fix/plan.ts';
import { isVisible } from '../../harness/model/visible.ts';
import { auditJson } from '../../harness/reporters/audit/json.ts';
import { wholeOf } from '../../harness/reporters/pieces.ts';
import { damaged, randomOf } from '../fuzz/damage.ts';

const launch = '- hosts: all\n  tasks:\n    - command: /opt/x\n      async: 60\n      poll: 0\n';
const hazards: readonly (readonly [name: string, text: string, note: string, line: number, findings: number])[] = [
  ['a NUL byte', `${launch}\0`, 'nul-byte', 6, 0],
  ['a template that is no YAML', `{% if x %}\n${launch}{% endif %}\n`, 'template-not-yaml', 1, 0],
  ['a tab as indentation', '- hosts: all\n\ttasks: [{command: x, async: 1, poll: 0}]\n', 'yaml-error', 2, 0],
  ['an unquoted template as a value', `${launch}      when: {{ x }}\n`, 'complex-key', 6, 1],
  ['a duplicate key', `${launch}      async: 61\n`, 'duplicate-key', 6, 1],
  ['several documents', `${launch}---\n- hosts: all\n`, 'several-documents', 6, 1],
  ['an unknown tag', `${launch}      vars:\n        a: !secret x\n`, 'unknown-tag', 7, 1],
  ['an alias to nowhere', `${launch}      vars: *nowhere\n`, 'alias-unresolved', 6, 1],
  ['a no-break space in a number', launch.replace('async: 60', 'async: 60\u00a0'), 'odd-space', 4, 1],
];

test.each(hazards)('%s: a note with its place, and the rest is read', (_name, text, note, line, findings) => {
  const result = audit(new Map([['play.yml', text]]));
  expect(result.project.notes.map((found) => `${found.code}:${found.place.line}`)).toContain(`${note}:${line}`);
  expect(result.findings).toHaveLength(findings);
});

const harmless: readonly (readonly [name: string, text: string])[] = [
  ['CRLF', launch.replaceAll('\n', '\r\n')],
  [
    'a vault and an unsafe value',
    `${launch}      vars:\n        a: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n          3132\n        b: !unsafe "{{ x }}"\n`,
  ],
  [
    'merge keys',
    `- hosts: all\n  vars:\n    common: &common\n      async: 60\n      poll: 0\n  tasks:\n    - <<: *common\n      command: /opt/x\n`,
  ],
  ['vars as a list', launch.replace('  tasks', '  vars:\n    - a: 1\n    - b: 2\n  tasks')],
  ['quoted text that goes on further left', `${launch}      vars:\n        a: "one\n  two"\n`],
  ['a file without an end of line', launch.trimEnd()],
  ['a playbook that a template engine carries', `---\n{% raw -%}\n${launch}{%- endraw %}\n`],
];

test.each(harmless)('%s: read as Ansible reads it', (_name, text) => {
  const result = audit(new Map([['play.yml', text]]));
  expect(result.project.notes).toEqual([]);
  expect(result.findings.map((finding) => finding.rule)).toEqual(['unreaped-job']);
});

test('a bomb of aliases is expanded in part', () => {
  const levels = Array.from(
    { length: 12 },
    (_, n) =>
      `    a${n}: &a${n} [${
        n === 0
          ? 'x'
          : Array(10)
              .fill(`*a${n - 1}`)
              .join(', ')
      }]`,
  ).join('\n');
  const result = audit(new Map([['play.yml', `${launch}- hosts: all\n  vars:\n${levels}\n`]]));
  expect(result.project.notes.map((note) => note.code)).toContain('too-many-nodes');
});

test('files and roles that include each other end', () => {
  const texts = new Map([
    ['play.yml', '- hosts: all\n  roles: [a]\n- import_playbook: play.yml\n'],
    ['roles/a/meta/main.yml', 'dependencies: [b]\n'],
    ['roles/b/meta/main.yml', 'dependencies: [a]\n'],
    [
      'roles/a/tasks/main.yml',
      '- include_tasks: main.yml\n- include_role: name=b\n- command: /opt/a\n  async: 5\n  poll: 0\n',
    ],
    [
      'roles/b/tasks/main.yml',
      '- include_role: {name: a}\n- include_role: {name: b}\n- command: /opt/b\n  async: 5\n  poll: 0\n',
    ],
  ]);
  expect(audit(texts).findings.map((finding) => finding.rule)).toEqual(['unreaped-job', 'unreaped-job']);
});

/** Texts of the projects and rules, to be damaged. */
function corpus(): string[] {
  const projects = new URL('./audit-projects/', import.meta.url);
  return readdirSync(projects).map((name) =>
    readFileSync(new URL(name, projects), 'utf8')
      .replace(/^=== .*$/m, '')
      .replaceAll('===', '#'),
  );
}

test('no damage makes it throw, and what it finds stands in the file', () => {
  const random = randomOf(7);
  const texts = corpus();
  for (let round = 0; round < 300; round++) {
    const text = damaged(texts[round % texts.length] ?? '', random);
    const lines = text.split('\n').length;
    let result: ReturnType<typeof audit>;
    try {
      result = audit(new Map([['play.yml', text]]));
      const fixed = planFixes(result.findings, result.project, new Map([['play.yml', text]])).get('play.yml');
      // A fix adds lines and sets values: none is lost.
      if (fixed !== undefined) expect(fixed.split('\n').length).toBeGreaterThanOrEqual(text.split('\n').length);
    } catch (error) {
      throw new Error(`round ${round}: ${JSON.stringify(text)}`, { cause: error });
    }
    for (const { place } of [...result.findings, ...result.project.notes])
      expect(place.line >= 1 && place.line <= lines).toBe(true);
  }
});

test('any name that a file gives costs nothing but itself', () => {
  for (const name of ['a(b', 'x[', '*', 'é{2', 'a\\', '+', '$^', 'n\nl', '{{ x }}']) {
    const quoted = JSON.stringify(name);
    const text = `- hosts: all
  tasks:
    - set_fact: {${quoted}: 1}
    - command: /opt/x {{ item }}
      loop: [1]
      loop_control: {loop_var: ${quoted}}
      when: x
      async: 60
      poll: 0
      register: ${quoted}
    - async_status: {jid: "{{ job.ansible_job_id }}"}
      until: ${quoted}
      retries: "{{ ${name} }}"
    - include_role: {name: ${quoted}}
    - include_tasks: ${quoted}
`;
    const texts = new Map([['play.yml', text]]);
    const { project, findings } = audit(texts);
    expect(project.notes.filter((note) => note.code === 'internal-error')).toEqual([]);
    expect(project.asyncTasks).toHaveLength(1);
    planFixes(findings, project, texts);
  }
});

test.each([
  ['brackets that go on further left', `${launch}      vars: {a: 1,\n b: [1, # two\n2]}\n`],
  ['quotes that go on at the margin', `${launch}      vars:\n        a: 'it''s\nso'\n        b: "x \\" y\nz"\n`],
  [
    'raw inside a block scalar',
    `${launch}      vars:\n        a: |\n          {% raw %}\n          {{ b }}\n          {% endraw %}\n`,
  ],
  ['a byte order mark', `\ufeff${launch}`],
])('%s: read as PyYAML reads it', (_name, text) => {
  const result = audit(new Map([['play.yml', text]]));
  expect(result.project.notes).toEqual([]);
  expect(result.findings.map((finding) => `${finding.rule} ${finding.place.line}`)).toEqual(['unreaped-job 3']);
});

test('long texts without an end to them take no longer than their length', () => {
  for (const text of [
    '\n'.repeat(200_000),
    'a'.repeat(200_000),
    'include '.repeat(30_000),
    '- '.repeat(150),
    '{{'.repeat(50_000),
  ])
    audit(new Map([['play.yml', `# async:\n${text}\n${launch}`]]));
});

test('what a name hides is escaped in JSON, which says the same', () => {
  const name = 'a\u202eb\u009bc\u200bd\ud83d\ude00';
  const texts = new Map([
    [
      'play.yml',
      `- hosts: all\n  tasks:\n    - name: ${JSON.stringify(name)}\n      command: /opt/x\n      async: 60\n      poll: 0\n`,
    ],
  ]);
  const { findings, project } = audit(texts);
  const pieces = auditJson({
    findings,
    project,
    apart: [],
    ignored: [],
    notes: [],
    told: () => true,
    texts,
    version: '0',
  });
  const json = wholeOf(pieces);
  expect(isVisible(json)).toBe(true);
  expect(JSON.parse(json).asyncTasks[0].name).toBe(name);
});

test('a template that can’t be read may do anything with the job that it names, and with no other', () => {
  const rules = (register: string, module: string, jid: string, loop: string) =>
    audit(
      new Map([
        [
          'play.yml',
          `- hosts: all\n  tasks:\n    - { command: /opt/x, async: 60, poll: 0, register: ${register} }\n    - ${module}:\n        jid: "${jid}"\n      loop: "${loop}"\n`,
        ],
      ]),
    ).findings.map(({ rule }) => rule);
  expect(rules('job', 'my.own.wait', '{{ job.ansible_job_id || 1 }}', '{{ [1] }}')).not.toContain('unreaped-job');
  expect(rules('job', 'my.own.wait', '{{ item || 1 }}', '{{ [job.*] }}')).not.toContain('unreaped-job');
  // A role for others to fill in.
  expect(rules('a_***_b', 'async_status', '{{ a_***_c.ansible_job_id }}', '{{ a_***_b.results }}')).not.toContain(
    'unreaped-job',
  );
  expect(rules('job', 'my.own.wait', '{{ other.ansible_job_id || 1 }}', '{{ [1] }}')).toContain('unreaped-job');
  expect(rules('job', 'my.own.wait', '{{ jobs.ansible_job_id || 1 }}', '{{ [1] }}')).toContain('unreaped-job');
});

test('handlers that ask for the handlers end', () => {
  const flush = '    - meta: flush_handlers\n';
  const texts = new Map([
    ['play.yml', `${launch}${flush}  handlers:\n${flush}    - name: other\n      command: /opt/y\n`],
  ]);
  const { findings, project } = audit(texts);
  expect(project.notes).toEqual([]);
  expect(findings.map((finding) => finding.rule)).toEqual(['unreaped-job']);
});
