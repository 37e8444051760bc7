import { expect, test } from 'vitest';
import { planFromSource, planJson, planText } from '../../harness/cli/drill-list.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import type { DrillOptions } from '../../harness/library/drill-options.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { readPlaybook } from '../../harness/source/read-playbook.ts';
import { projectOf } from './project-of.ts';

const JOB = '- name: Start\n  ansible.builtin.command: sleep 1\n  async: 60\n  poll: 0\n';
const PLAY = '- hosts: all\n  roles: [worker]\n';

function plan(
  files: Readonly<Record<string, string>>,
  jobs: readonly string[] = [],
  faults: readonly string[] = ['fail', 'hang'],
  standIns: DrillOptions['standIns'] = [],
) {
  const { folder, first } = projectOf(files);
  return planFromSource(readPlaybook(first, { cwd: folder, env: {} }), faultsNamed(faults), { jobs, standIns });
}

test.each(['site.yml', 'playbooks/site.yml', 'roles/worker/tests/site.yml'])(
  'the jobs of a role are listed for %s, wherever it is in the project',
  (playbook) => {
    const found = plan({ [playbook]: PLAY, 'roles/worker/tasks/main.yml': JOB });
    expect(found.jobs.map(({ taskName }) => taskName)).toEqual(['Start']);
    expect(planText(found)).toContain('1 async task: at least 2 trials, and the baseline');
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

test.each([
  ['a play on localhost', `- hosts: localhost\n  tasks:\n    ${JOB.replaceAll('\n', '\n    ')}\n`],
  [
    'a play over the connection local',
    `- hosts: all\n  connection: local\n  tasks:\n    ${JOB.replaceAll('\n', '\n    ')}\n`,
  ],
  [
    'a task that is delegated there',
    `- hosts: all\n  tasks:\n    ${`${JOB}  delegate_to: localhost\n`.replaceAll('\n', '\n    ')}\n`,
  ],
])('on localhost, faults of a host or a link are not listed: %s', (_, play) => {
  const found = plan({ 'site.yml': play }, [], ['fail', 'reboot-host', 'cut-link']);
  expect(planText(found)).toMatch(/on localhost\n {4}fail .*\n1 async task: at least 1 trial,/);
  expect(JSON.parse(planJson(found))).toMatchObject({ tasks: [{ faults: ['fail'] }], atLeast: 1 });
});

test('a task that hosts and localhost both run has all faults', () => {
  const files = {
    'site.yml': '- hosts: localhost\n  roles: [worker]\n- hosts: web\n  roles: [worker]\n',
    'roles/worker/tasks/main.yml': JOB,
  };
  expect(JSON.parse(planJson(plan(files, [], ['fail', 'reboot-host'])))).toMatchObject({ atLeast: 2 });
});

test('an earlier drill tells how many trials there really are, and how long they take', () => {
  const found = plan({ 'site.yml': PLAY, 'roles/worker/tasks/main.yml': JOB });
  const [job] = found.jobs;
  const key = (host: string) => ({ key: { host, item: null, nth: 0, place: job?.place } });
  const earlier = {
    startedAt: '2026-01-02T03:04:05Z',
    wallMs: 40_000,
    baseline: { wallMs: 10_000, jobs: [key('web1'), key('web2'), key('web3')] },
    trials: [{}, {}, {}],
  } as unknown as DrillReport;
  const known = { ...found, earlier };
  expect(planText(known)).toMatch(/As of the drill of 2026-01-02 03:04: 3 jobs, 6 trials, about 1 min 10 s$/);
  expect(JSON.parse(planJson(known))).toMatchObject({ trials: 6, estimatedMs: 70_000 });
  expect(planText(found)).toMatch(/a first drill tells/);
});

test('a stand-in for a task that is not there is refused; one that a template may name is not', () => {
  const standIns = [{ task: 'Begin', ms: 5_000 }];
  const files = { 'site.yml': PLAY, 'roles/worker/tasks/main.yml': JOB };
  expect(() => plan(files, [], ['fail'], standIns)).toThrow(
    expect.objectContaining({ code: 'no-such-job', expected: 'one of: Start' }),
  );
  expect(plan(files, [], ['fail'], [{ task: 'worker : St*', ms: 5_000 }]).jobs).toHaveLength(1);
  const templated = { ...files, 'roles/worker/tasks/main.yml': JOB.replace('Start', '"{{ what }}"') };
  expect(plan(templated, [], ['fail'], standIns).jobs).toHaveLength(1);
});
