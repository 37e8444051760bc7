import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RunStore } from '../../harness/history/store.ts';
import { openLab } from '../../harness/lab/lab.ts';
import { chooseController } from '../../harness/library/choose-controller.ts';
import { Playbook } from '../../harness/library/playbook.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { ansibles } from '../ansibles.ts';
import { glance } from './glance.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const PLAY = `
- hosts: all
  gather_facts: false
  vars_files: [secret.yml]
  tasks:
    - name: Work on the host
      command: test {{ word }} = open
      async: 20
      poll: 1
- hosts: localhost
  gather_facts: false
  tasks:
    - copy: { content: made, dest: "{{ playbook_dir }}/mark" }
    - name: Work on the controller
      command: test -e {{ playbook_dir }}/mark
      async: 20
      poll: 1
`;

test('where no ansible-playbook is on the machine, that of an image: the same project, jobs on both sides struck, nothing written here', async () => {
  using workplace = new Workplace();
  const project = join(workplace.folder, 'site');
  mkdirSync(project);
  writeFileSync(join(project, 'site.yml'), PLAY);
  writeFileSync(join(project, 'secret.yml'), 'word: open\n');
  const empty = join(workplace.folder, 'empty');
  mkdirSync(empty);
  const { code, stdout, stderr } = await workplace.drill(
    [join(project, 'site.yml'), '--ansible', '2.19', '--faults', 'fail', '--json'],
    { PATH: empty, XDG_CACHE_HOME: empty },
  );
  expect(stderr).toContain('no ansible-core 2.19 on this machine');
  expect(stderr).toContain('runs in the image reapcheck/controller:ansible-core-2.19, ansible-core 2.19');
  const report: DrillReport = JSON.parse(stdout);
  expect(glance(report).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'fail: surfaced failed',
    'fail: surfaced failed',
  ]);
  expect([code, report.verdict]).toEqual([0, 'pass']);
  expect(existsSync(join(project, 'mark'))).toBe(false);
  await nothingLeft(workplace, [], 10_000);
});

test('what a test plays runs in an image as well, with the project that it is opened for', async () => {
  using workplace = new Workplace();
  const project = join(workplace.folder, 'site');
  mkdirSync(project);
  writeFileSync(join(project, 'site.yml'), PLAY);
  writeFileSync(join(project, 'secret.yml'), 'word: open\n');
  const { signal } = new AbortController();
  const { env } = process;
  const wish = { ansible: '2.19', controller: 'container', env, shown: () => [], signal };
  const controller = await chooseController(wish);
  expect(controller.inside?.name).toContain('reapcheck/controller:ansible-core-2.19');
  await using lab = await openLab();
  const store = new RunStore(workplace.runs, 'vitest', new Date());
  const setting = { lab, controller, store, cwd: process.cwd(), env, signal };
  await using playbook = await Playbook.open(join(project, 'site.yml'), {}, setting);
  const { rc, jobs } = await playbook.run({ watchAfter: false });
  expect(jobs.map(({ on, end }) => [on, end])).toEqual([
    ['host-1', 'succeeded'],
    ['localhost', 'succeeded'],
  ]);
  expect(rc).toBe(0);
  expect(existsSync(join(project, 'mark'))).toBe(false);
});

test('an image that can’t be a controller is refused before anything runs, with what it lacks', async () => {
  const workplace = new Workplace();
  onTestFinished(() => workplace[Symbol.dispose]());
  const drill = (...args: string[]) => workplace.drill(['playbooks/good/parallel-jobs.yml', ...args]);
  const unfit = await drill('--controller', 'reapcheck/light:debian-12');
  expect(unfit.code).toBe(4);
  expect(unfit.stderr).toMatch(/reapcheck\/light:debian-12 can't be a controller: it lacks ansible-playbook/);
  const other = await drill('--controller', 'reapcheck/controller:ansible-core-2.19', '--ansible', '2.14');
  expect(other.stderr).toMatch(/its ansible-core is 2\.19\S*, and 2\.14 was asked for/);
  const none = await drill('--controller', 'nobody/has-this:1');
  expect(none.stderr).toContain('nobody/has-this:1 is not there');
  const path = await drill('--controller', 'container', '--ansible', `${ansibles()[0] ?? './x/ansible-playbook'}`);
  expect([path.code, path.stderr]).toEqual([3, expect.stringContaining('contradict each other')]);
});
