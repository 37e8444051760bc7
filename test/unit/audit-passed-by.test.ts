import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';

const AGAIN = `- command: /opt/deploy
  async: 60
  poll: 0
  register: dep
- async_status: {jid: "{{ dep.ansible_job_id }}"}
  register: job_result
  until: job_result is finished
  ignore_errors: true
  retries: 15
  delay: 5
`;

const playbook = (condition: string) => `- hosts: all
  tasks:
${AGAIN.replaceAll(/^/gm, '    ').trimEnd()}
    - include_tasks: again.yml
      when: ${condition}
    - fail: msg=bad
      when: job_result is failed
`;

test('a file for what has gone wrong before is told of in a note: what its playbook makes of it was not followed', () => {
  const { findings } = audit(
    new Map([
      ['main.yml', playbook('job_result is failed')],
      ['again.yml', AGAIN],
    ]),
  );
  expect(findings).toMatchObject([
    { rule: 'failure-lost-in-reap', severity: 'note', confidence: 'possible', place: { file: 'again.yml' } },
  ]);
  expect(findings[0]?.evidence.join('\n')).toMatch(/what its playbook does afterwards was not followed/);
  expect(findings[0]?.evidence.join('\n')).not.toMatch(/nothing later/);
});

test('a file that no playbook brings in is judged as it stands, and one that a healthy run comes to as it runs there', () => {
  expect(audit(new Map([['again.yml', AGAIN]])).findings).toMatchObject([{ severity: 'error', confidence: 'certain' }]);
  const texts = new Map([
    ['main.yml', playbook('true')],
    ['again.yml', AGAIN],
  ]);
  expect(audit(texts).findings.map(({ place }) => place.file)).toEqual(['main.yml']);
});
