import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { planFromSource, planJson, planText } from '../../harness/cli/drill-list.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';

const JOB = '- name: Start\n  ansible.builtin.command: sleep 1\n  async: 60\n  poll: 0\n';
const PLAY = '- hosts: all\n  roles: [worker]\n';
const faults = faultsNamed(['fail', 'hang']);

/** A folder with these files; the place of the first. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-list-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(files)[0] ?? '');
}

test.each(['site.yml', 'playbooks/site.yml', 'roles/worker/tests/site.yml'])(
  'the jobs of a role are listed for %s, wherever it is in the project',
  (playbook) => {
    const place = project({ [playbook]: PLAY, 'roles/worker/tasks/main.yml': JOB });
    const plan = planFromSource(place, faults, []);
    expect(plan.tasks.map(({ name }) => name)).toEqual(['Start']);
    expect(planText(plan)).toContain('1 async task × 2 faults = 2 trials');
    expect(JSON.parse(planJson(plan)).tasks).toMatchObject([{ name: 'Start', looped: false }]);
  },
);

test('jobs of other playbooks of the project are not listed, nor those that --jobs leaves out', () => {
  const files = {
    'playbooks/site.yml': PLAY,
    'other.yml': `- hosts: all\n  tasks:\n    ${JOB.replaceAll('\n', '\n    ')}\n`,
  };
  expect(planText(planFromSource(project(files), faults, []))).toContain('no async task');
  const place = project({ 'site.yml': PLAY, 'roles/worker/tasks/main.yml': JOB });
  expect(() => planFromSource(place, faults, ['stop'])).toThrow(
    expect.objectContaining({ code: 'no-such-job', expected: expect.stringContaining('"Start" (') }),
  );
});
