import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readAptSources } from '../../harness/lab/images/debian-mirror.ts';
import { openLab } from '../../harness/lab/lab.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

const JOB = `
- hosts: all
  gather_facts: false
  tasks:
    - {name: Work, command: cat /srv/app/made, async: 20, poll: 1}
`;
const PREPARE = `
- hosts: all
  gather_facts: false
  tasks:
    - file: {path: /srv/app, state: directory}
    - copy: {content: here, dest: /srv/app/made}
`;

/** One that nobody uses, so that no password is asked for. */
const SECRETS = 'unused: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n';

function project(name: string, files: Record<string, string>): (file: string) => string {
  const folder = join(workplace.folder, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return (file) => join(folder, file);
}

const snapshots = () =>
  execFileSync('docker', ['images', '-q', '--filter', 'label=io.reapcheck.session', '--format', '{{.Tag}}'], {
    encoding: 'utf8',
  }).split('\n');

function lastReport(): DrillReport {
  return JSON.parse(readFileSync(join(workplace.runs, 'site/latest/report.json'), 'utf8')) as DrillReport;
}

test('every run starts from what the prepare left; the next drill takes that while nothing has changed, without a mark of the first', async () => {
  const path = project('kept', { 'site.yml': JOB, 'prepare.yml': PREPARE });
  const drill = () => workplace.drill([path('site.yml'), '--prepare', path('prepare.yml'), '--faults', 'fail']);

  const first = await drill();
  expect(first.stderr).toMatch(/runs start from a snapshot/);
  expect(first.stdout).toMatch(/prepare: .*prepare\.yml once/);
  expect(first.code).toBe(0);
  expect(lastReport().trials.map(({ outcome }) => outcome.kind)).toEqual(['surfaced']);
  expect(lastReport().prepare).toMatchObject({ mode: 'snapshot', lost: [] });
  expect(lastReport().prepare).not.toHaveProperty('keptFrom');

  const second = await drill();
  expect(second.stderr).toMatch(/prepare\.yml is not run: runs start from what a drill kept at /);
  expect(second.stdout).toMatch(/prepare: .*prepare\.yml, as a drill kept it at .*verdict: PASS/s);
  expect(second.code).toBe(0);
  expect(lastReport().prepare?.keptFrom).toMatch(/^\d{4}-/);

  writeFileSync(path('secrets.yml'), SECRETS);
  writeFileSync(path('prepare.yml'), PREPARE.replace('all\n', 'all\n  vars_files: [secrets.yml]\n'));
  const third = await drill();
  expect(third.stderr).toMatch(/does not count any more: .*prepare\.yml has changed[\s\S]*runs start from a snapshot/);
  expect(third.stderr).toMatch(/not kept for other drills, as it may have left secrets of .*secrets\.yml/);
  expect(third.code).toBe(0);
  const { stdout } = await workplace.run(['sweep', '--kept']);
  expect(stdout).toContain('reapcheck/prepared:');
});

const INSTALL = '- hosts: all\n  gather_facts: false\n  tasks:\n    - apt: {name: hello, update_cache: true}\n';
const USE = '- hosts: all\n  gather_facts: false\n  tasks:\n    - {name: Greet, command: hello, async: 20, poll: 1}\n';

test('with a way to packages the prepare installs one, in a network that is closed else, and the verdict says so', async ({
  skip,
}) => {
  const [source] = readAptSources();
  const answer = source && (await fetch(`${source.uri}/dists/${source.suite}/InRelease`).catch(() => undefined));
  if (!answer?.ok) skip(`apt’s source ${source?.uri ?? '(none)'} does not answer this machine`);
  const path = project('packages', { 'site.yml': USE, 'prepare.yml': INSTALL });
  const asked = ['--prepare', path('prepare.yml'), '--fresh-prepare', '--faults', 'fail', '--outside', 'packages'];
  const ended = await workplace.drill([path('site.yml'), ...asked]);
  expect(ended.stderr).toMatch(/a way out to packages only: \S+:\d+/);
  expect(ended.stdout).toMatch(/PASS, on fetched packages/);
  expect(ended.code).toBe(0);
  const report = JSON.parse(readFileSync(join(workplace.runs, 'site/latest/report.json'), 'utf8')) as DrillReport;
  expect(report.prepare?.fetched).toEqual([{ from: expect.stringMatching(/:\d+$/), requests: expect.any(Number) }]);
  expect(report.baseline).not.toHaveProperty('fetched');
});

test('a prepare that fails is unknown, with what Ansible said', async () => {
  const red = '- hosts: all\n  gather_facts: false\n  tasks:\n    - {name: Mirror, fail: {msg: the mirror is down}}\n';
  const path = project('red', { 'site.yml': JOB, 'prepare.yml': red });
  const ended = await workplace.drill([path('site.yml'), '--prepare', path('prepare.yml'), '--faults', 'fail']);
  expect(ended.stderr).toMatch(/prepare\.yml:4.* the prepare, fails[\s\S]*"Mirror" failed: the mirror is down/);
  expect(ended.code).toBe(2);
});

test('a snapshot holds no key of ours, carries the marks of its session, and goes with it', async () => {
  let tag = '';
  {
    await using lab = await openLab();
    const [host] = await lab.start(1);
    if (!host) throw new Error('no host');
    const image = await lab.disks.snapshot(host);
    tag = image.replace(/^.*:/, '');
    const keys =
      'find /etc/reapcheck /etc/ssh /root /home -name "*_key*" -o -path "/etc/reapcheck/*" -o -name authorized_keys';
    expect(
      execFileSync('docker', ['run', '--rm', '--network', 'none', '--entrypoint', 'sh', image, '-c', keys], {
        encoding: 'utf8',
      }),
    ).toBe('');
    const labels = JSON.parse(
      execFileSync('docker', ['image', 'inspect', '-f', '{{json .Config.Labels}}', image], { encoding: 'utf8' }),
    );
    expect(labels).toMatchObject(lab.session.labels);
    expect(snapshots()).toContain(tag);
  }
  expect(snapshots()).not.toContain(tag);
});
