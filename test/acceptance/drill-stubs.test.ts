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

test('what a play lacks is proposed: a collection, and a mirror that is not reached', async () => {
  const project = join(workplace.folder, 'lacks');
  mkdirSync(project);
  writeFileSync(
    join(project, 'site.yml'),
    `
- hosts: all
  gather_facts: false
  tasks:
    - name: Order {{ inventory_hostname }}
      far.cloud.machine: {name: red}
      register: machine
    - name: Fetch the archive
      get_url: {url: "http://127.0.0.1:9/archive", dest: /srv/archive}
    - name: Ignored
      command: "false"
      ignore_errors: true
    - name: Work
      command: "true"
      async: 20
      poll: 1
    - assert: {that: machine is changed}
`,
  );
  const ended = await workplace.drill([join(project, 'site.yml'), '--suggest-stubs']);
  expect(ended.stderr).toContain('with these stubs the healthy run is green');
  expect(ended.stdout).toMatch(
    /# not installed\n +# .*site\.yml:5.* "Order .*"\n +- module: far\.cloud\.machine\n +changed: true/,
  );
  expect(ended.stdout).toMatch(/# failed: .*\n +- module: (ansible\.builtin\.)?get_url\n +task: Fetch the archive/);
  expect(ended.stdout).not.toContain('Ignored');
  writeFileSync(join(project, 'reapcheck-stubs.yml'), ended.stdout);
  expect((await workplace.drill([join(project, 'site.yml'), '--list'])).code).toBe(0);
  expect(ended.code).toBe(0);
});
