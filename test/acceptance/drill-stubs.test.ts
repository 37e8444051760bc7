import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DrillReport } from '../../harness/model/report.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

const PLAY = `
- hosts: all
  gather_facts: false
  tasks:
    - name: Order machines
      far.cloud.machine: {name: "{{ item }}"}
      async: 30
      poll: 0
      loop: [red, blue]
      register: orders
    - name: Wait for them
      async_status: {jid: "{{ item.ansible_job_id }}"}
      loop: "{{ orders.results }}"
      register: machines
      until: machines is finished
      retries: 30
      delay: 1
    - assert:
        that: machines.results | map(attribute='id') | list == ['id-red', 'id-blue']
`;
const STUBS = `
stubs:
  - module: far.cloud.machine
    changed: true
    delay: 1s
    result: {id: "id-{{ stub_args.name }}"}
  - lookup: far.cloud.secret
    result: never asked for
`;

test('a project whose collection is not installed is drilled on stubs: its jobs are struck, and the verdict says so', async () => {
  const project = join(workplace.folder, 'project');
  mkdirSync(project);
  const playbook = join(project, 'site.yml');
  writeFileSync(playbook, PLAY);
  writeFileSync(join(project, 'reapcheck-stubs.yml'), STUBS);
  const ended = await workplace.drill([playbook, '--faults', 'fail']);
  expect(ended.stderr).toMatch(/2 stubs of .*reapcheck-stubs\.yml/);
  expect(ended.stdout).toMatch(/reap score: 2\/2 .*verdict: PASS, on stubs/);
  expect(ended.stdout).toMatch(/reapcheck-stubs\.yml:3:\d+: far\.cloud\.machine, in 3 runs/);
  expect(ended.stdout).toContain('no run used the stub of lookup far.cloud.secret');
  expect(ended.code).toBe(0);
  const report = JSON.parse(readFileSync(join(workplace.runs, 'site/latest/report.json'), 'utf8')) as DrillReport;
  expect(report.trials.map(({ outcome }) => outcome.kind)).toEqual(['surfaced', 'surfaced']);
  expect(report.stubs?.stubs.map(({ runs }) => runs)).toEqual([3, 0]);
});
