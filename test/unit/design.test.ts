import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { audit } from '../../harness/audit/audit.ts';
import { goesToBackground, hasPipe, wantsShell } from '../../harness/design/command.ts';
import { type DesignOf, design, requestOf as read } from '../../harness/library/design.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import { requestOf } from './design-requests.ts';

const THREE: DesignOf = {
  jobs: [
    { name: 'Back up', command: 'tar -czf /srv/b.tgz /srv', runtime: '40m' },
    { name: 'Index', command: '/opt/index', runtime: '90s' },
    { name: 'Upgrade', module: 'ansible.builtin.apt', args: { upgrade: 'dist' }, runtime: '15m', reboots: true },
  ],
  boot: '3m',
};

interface Task {
  readonly name: string;
  readonly async?: number;
  readonly poll?: number;
  readonly retries?: number;
  readonly delay?: number;
  readonly register?: string;
}

function tasksOf(jobs: DesignOf): readonly Task[] {
  return (parse(design(jobs).playbook) as [{ tasks: Task[] }])[0].tasks;
}

function refusal(jobs: DesignOf | string): ReapcheckError {
  try {
    design(jobs);
  } catch (error) {
    if (error instanceof ReapcheckError) return error;
    throw error;
  }
  throw new Error('it was designed');
}

test('jobs that may run together are launched, then reaped, the quickest first; one that needs a restart comes by itself', () => {
  expect(tasksOf(THREE).map(({ name, async, poll }) => [name, async, poll])).toEqual([
    ['Back up', 4800, 0],
    ['Index', 180, 0],
    ['Wait for: Index', undefined, undefined],
    ['Wait for: Back up', undefined, undefined],
    ['Upgrade', 1800, 30],
    ['Restart the host after: Upgrade', undefined, undefined],
  ]);
});

test('each number is said with its reason, and stands in the play with it', () => {
  const { numbers, playbook, longestS } = design(THREE);
  for (const { keyword, value, why } of numbers) expect(playbook).toContain(`${keyword}: ${value} # ${why}`);
  expect(numbers.find(({ keyword }) => keyword === 'reboot_timeout')).toMatchObject({ value: 360 });
  expect(longestS).toBe(4800 + 1800 + 360);
});

test('a job alone is a keep-alive, unless there are more hosts than forks: it would hold one for all its time', () => {
  const alone = { jobs: [{ name: 'Back up', command: '/opt/b', runtime: '40m' }] };
  expect(tasksOf({ ...alone, 'host-count': 5 })).toHaveLength(1);
  expect(tasksOf({ ...alone, 'host-count': 6 }).map(({ poll }) => poll)).toEqual([0, undefined]);
  const inTurn = { jobs: THREE.jobs.slice(0, 2).map((job) => ({ ...job, parallel: false })) };
  expect(tasksOf(inTurn).map(({ poll }) => poll)).toEqual([30, 10]);
});

test('whatever the jobs are, the audit sees each with a reap and finds nothing, and the room is what was asked for', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const jobs = requestOf(seed);
    const { playbook } = design(jobs);
    const { findings, project } = audit(new Map([['site.yml', playbook]]));
    expect(findings, playbook).toEqual([]);
    expect(project.asyncTasks.map(({ name }) => name).sort()).toEqual(jobs.jobs.map(({ name }) => name).sort());
    for (const task of project.asyncTasks)
      if (task.poll.known && task.poll.value === 0) expect(task.reaps, playbook).toHaveLength(1);
    const tasks = tasksOf(jobs);
    for (const { name, runtimeS } of read(jobs).jobs) {
      const limit = tasks.find((task) => task.name === name)?.async ?? 0;
      expect(limit).toBeGreaterThanOrEqual(runtimeS * (jobs.headroom ?? 2));
      const reap = tasks.find((task) => task.name === `Wait for: ${name}`);
      if (reap) expect((reap.retries ?? 0) * (reap.delay ?? 0)).toBeGreaterThan(limit);
    }
    const registers = tasks.flatMap(({ register }) => register ?? []);
    expect(new Set(registers).size).toBe(registers.length);
  }
});

test.each([
  ['/opt/work --all', false, false],
  ['sh -c "a; b"', false, false],
  ['echo {{ x | quote }}', false, false],
  ['a | b', true, true],
  ['a |& b', true, true],
  ['a || b', true, false],
  ['echo "a | b"', false, false],
  ['echo "$HOME"', true, false],
  ["echo '$HOME'", false, false],
  ['FOO=1 make', true, false],
  ['ls /srv/*', true, false],
  ['a 2>/dev/null', true, false],
  ['~/bin/x', true, false],
])('%s: a shell %s, pipefail %s', (command, shell, pipe) => {
  expect([wantsShell(command), hasPipe(command)]).toEqual([shell, pipe]);
});

test.each([
  ['work &', true],
  ['nohup work > /tmp/log 2>&1 &', true],
  ['(work &) ; true', true],
  ['a & b & wait', false],
  ['a && b', false],
  ['a &> /tmp/log', false],
  ['a 2>&1', false],
  ['curl "http://x.invalid/?a=1&b=2"', false],
])('%s: in the background %s', (command, background) => {
  expect(goesToBackground(command)).toBe(background);
});

const job = { name: 'Work', command: '/opt/work', runtime: '5m' };
test.each<[string, DesignOf['jobs'], string]>([
  ['two jobs of one name', [job, job], 'same-name'],
  ['neither command nor module', [{ name: 'Work', runtime: '5m' }], 'unclear-work'],
  ['both', [{ ...job, module: 'ansible.builtin.apt' }], 'unclear-work'],
  ['arguments of a command', [{ ...job, args: { chdir: '/' } }], 'unclear-work'],
  ['no time at all', [{ ...job, runtime: '0s' }], 'bad-runtime'],
  ['a year', [{ ...job, runtime: '365d' }], 'bad-runtime'],
  ['a command in the background', [{ ...job, command: 'work &' }], 'background-job'],
  ['a restart by hand', [{ ...job, command: 'sleep 5; systemctl reboot' }], 'restarts-itself'],
  ['a restart by module', [{ name: 'Work', module: 'ansible.builtin.reboot', runtime: '5m' }], 'restarts-itself'],
  ['a module that has no async', [{ name: 'Work', module: 'ansible.builtin.copy', runtime: '5m' }], 'undesignable'],
])('%s is refused', (_name, jobs, code) => {
  expect(refusal({ jobs })).toMatchObject({ code, kind: 'usage' });
});

test('what is wrong in a file is told with its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-design-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'jobs.yml');
  const places = (text: string) => {
    writeFileSync(file, text);
    return refusal(file).where?.line;
  };
  expect(places('jobs:\n  - name: Work\n    command: /opt/work\n    runtime: 5\n')).toBe(4);
  expect(places('jobs:\n  - name: Work\n    command: work &\n    runtime: 5m\n')).toBe(3);
  expect(
    places('jobs:\n  - name: A\n    command: a\n    runtime: 1m\n  - name: A\n    command: b\n    runtime: 1m\n'),
  ).toBe(5);
});
