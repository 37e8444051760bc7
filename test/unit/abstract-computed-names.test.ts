import { describe, expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { drillText, words } from './abstract-kit.ts';

const LAUNCHES = ['import', 'index']
  .map(
    (name) => `    - name: Start the ${name}
      ansible.builtin.command: /opt/shop/${name}
      async: 600
      poll: 0
      register: ${name}_job
`,
  )
  .join('');

/** Two jobs, and what comes after them; `jid` is asked for by its last task. */
function shop(jid: string, before = '', around = ''): string {
  return `- hosts: shops
  vars:
    both: [import_job, index_job]
  tasks:
${LAUNCHES}${before}    - name: Wait
      ansible.builtin.async_status:
        jid: "${jid}"
${around}      register: waited
      until: waited is finished
      retries: 60
      delay: 10
`;
}

function outcomes(site: string): string[] {
  return [...drillText(site).values()].map((drill) => words(drill.outcomes.get('failed-1')));
}

function accused(site: string): number[] {
  const { findings } = audit(new Map([['site.yml', site]]));
  return findings.filter(({ rule }) => rule === 'unreaped-job').map(({ place }) => place.line);
}

const UNKNOWN = [
  "{{ lookup('vars', which) }}",
  "{{ lookup('vars', which).ansible_job_id }}",
  "{{ lookup('ansible.builtin.vars', prefix ~ '_job').ansible_job_id }}",
  "{{ q('vars', which)[0].ansible_job_id }}",
  "{{ query('ansible.builtin.vars', which) | map(attribute='ansible_job_id') | first }}",
  '{{ vars[which].ansible_job_id }}',
  "{{ vars.get(which)['ansible_job_id'] }}",
  '{{ hostvars[inventory_hostname][which].ansible_job_id }}',
  '{{ (which | extract(vars)).ansible_job_id }}',
];

describe('a register of which nobody knows the name', () => {
  test.each(UNKNOWN)('%s may be any: its jobs are not called lost', (jid) => {
    expect(outcomes(shop(jid))).toEqual(['unknown', 'unknown']);
    expect(accused(shop(jid))).toEqual([]);
  });

  test('also where a fact, or an include, hands it on', () => {
    const fact = `    - ansible.builtin.set_fact:\n        mine: "{{ lookup('vars', which).ansible_job_id }}"\n`;
    expect(outcomes(shop('{{ mine }}', fact))).toEqual(['unknown', 'unknown']);
    const site = `- hosts: shops\n  tasks:\n${LAUNCHES}    - ansible.builtin.include_tasks: wait.yml\n      vars:\n        mine: "{{ vars[which] }}"\n`;
    const wait = `- name: Wait\n  ansible.builtin.async_status:\n    jid: "{{ mine.ansible_job_id }}"\n`;
    const drills = drillText(site, { 'wait.yml': wait });
    expect([...drills.values()].map((drill) => words(drill.outcomes.get('failed-1')))).toEqual(['unknown', 'unknown']);
  });

  test('what asks for no job hides none', () => {
    const told = `- hosts: shops\n  tasks:\n${LAUNCHES}    - ansible.builtin.debug:\n        msg: "{{ lookup('vars', which) }}"\n`;
    expect(outcomes(told)).toEqual(['swallowed never-reaped', 'swallowed never-reaped']);
    expect(accused(told)).toHaveLength(2);
  });
});

describe('a register whose name is known', () => {
  test.each([
    "{{ lookup('vars', 'index_job').ansible_job_id }}",
    "{{ lookup('vars', 'index' ~ '_job').ansible_job_id }}",
    "{{ q('vars', 'index_job')[0].ansible_job_id }}",
    "{{ vars['index_job'].ansible_job_id }}",
    "{{ vars['index' ~ '_job'].ansible_job_id }}",
  ])('%s is that one alone: the other job is lost', (jid) => {
    expect(outcomes(shop(jid))).toEqual(['swallowed never-reaped', 'surfaced failed']);
    expect(accused(shop(jid))).toEqual([4 + 1]);
  });

  test('each of a list of names', () => {
    const each = '      loop: "{{ both }}"\n';
    expect(outcomes(shop("{{ lookup('vars', item).ansible_job_id }}", '', each))).toEqual([
      'surfaced failed',
      'surfaced failed',
    ]);
  });
});
