import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';

const LAUNCH = `- hosts: all
  tasks:
    - name: Pack
      ansible.builtin.command: /opt/pack
      async: 60
      poll: 0
      register: pack
`;
const REAP = `- hosts: all
  tasks:
    - name: Wait
      ansible.builtin.async_status: { jid: "{{ pack.ansible_job_id }}" }
      register: packed
      until: packed is finished
      retries: 30
      delay: 5
`;

function findings(importing: string, imported: string, file: string): string[] {
  const site = `${LAUNCH}- ${importing}\n`;
  return audit(
    new Map([
      ['site.yml', site],
      [file, imported],
    ]),
  ).findings.map(({ rule }) => rule);
}

test.each([
  ['import_playbook: acme.ops.collect', 'ansible_collections/acme/ops/playbooks/collect.yml'],
  ['ansible.builtin.import_playbook: acme.ops.collect', 'ansible_collections/acme/ops/playbooks/collect.yaml'],
  ['import_playbook: collect.yml', 'collect.yml'],
  ['import_playbook: plays/collect.yml tags=collect', 'plays/collect.yml'],
])('a job is reaped, or its failure lost, in a playbook that is imported: %s', (importing, file) => {
  expect(findings(importing, REAP, file)).toEqual([]);
  expect(findings(importing, `${REAP}      ignore_errors: true\n`, file)).toEqual(['failure-lost-in-reap']);
});
