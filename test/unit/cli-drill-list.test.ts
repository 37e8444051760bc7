import { expect, test } from 'vitest';
import { planFromSource, planJson, planText } from '../../harness/cli/drill-list.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import { readPlaybook } from '../../harness/source/read-playbook.ts';
import { projectOf } from './project-of.ts';

const JOB = '- name: Start\n  ansible.builtin.command: sleep 1\n  async: 60\n  poll: 0\n';
const PLAY = '- hosts: all\n  roles: [worker]\n';

function plan(files: Readonly<Record<string, string>>, wanted: readonly string[] = []) {
  const { folder, first } = projectOf(files);
  return planFromSource(readPlaybook(first, { cwd: folder, env: {} }), faultsNamed(['fail', 'hang']), wanted);
}

test.each(['site.yml', 'playbooks/site.yml', 'roles/worker/tests/site.yml'])(
  'the jobs of a role are listed for %s, wherever it is in the project',
  (playbook) => {
    const found = plan({ [playbook]: PLAY, 'roles/worker/tasks/main.yml': JOB });
    expect(found.jobs.map(({ taskName }) => taskName)).toEqual(['Start']);
    expect(planText(found)).toContain('1 async task × 2 faults = 2 trials');
    expect(JSON.parse(planJson(found)).tasks).toMatchObject([{ name: 'Start', looped: false }]);
  },
);

test('jobs of other playbooks of the project are not listed, nor those that --jobs leaves out', () => {
  const files = {
    'playbooks/site.yml': PLAY,
    'other.yml': `- hosts: all\n  tasks:\n    ${JOB.replaceAll('\n', '\n    ')}\n`,
  };
  expect(planText(plan(files))).toContain('no async task');
  expect(() => plan({ 'site.yml': PLAY, 'roles/worker/tasks/main.yml': JOB }, ['stop'])).toThrow(
    expect.objectContaining({ code: 'no-such-job', expected: expect.stringContaining('"Start" (') }),
  );
});
