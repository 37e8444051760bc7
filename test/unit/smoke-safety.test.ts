import { describe, expect, test } from 'vitest';
import type { RunRequest } from '../../harness/ansible/run-request.ts';
import { refuseArguments, refuseFaults } from '../../harness/cli/smoke-options.ts';
import { jobsToProve } from '../../harness/engine/smoke/prove-jobs.ts';
import { refuseRun } from '../../harness/engine/smoke/refusals.ts';
import { sightingsOf } from '../../harness/engine/smoke/sightings.ts';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import type { Launch } from '../../harness/model/event.ts';
import type { Arm } from '../../harness/model/fault.ts';
import type { HarmlessStandIn } from '../../harness/model/harmless.ts';
import type { Host } from '../../harness/model/host.ts';
import type { Job } from '../../harness/model/job.ts';
import type { Machine } from '../../harness/model/machine.ts';
import type { LookSeen } from '../../harness/model/smoke-event.ts';

function codeOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ReapcheckError) return error.code;
    throw error;
  }
}

/** Never called: it is here to be compiled. Each line below an `@ts-expect-error` must be an error of the compiler. */
export function harmDoesNotCompile(rest: Omit<RunRequest, 'inventory' | 'hosts'>, arm: Arm, host: Host): void {
  const common = {
    ...rest,
    arms: undefined,
    standIns: undefined,
    stubs: undefined,
    suggestStubs: undefined,
    speed: undefined,
    freely: undefined,
    localhost: undefined,
    doubles: undefined,
  } as const;
  const { arms, standIns, stubs, suggestStubs, speed, freely, localhost, doubles, ...any } = common;
  const inventory = { kind: 'play', most: 1, standIns: [] } as const;
  const good: RunRequest = { ...any, inventory };
  // @ts-expect-error an arm on an inventory
  const armed: RunRequest = { ...any, inventory, arms: [arm] };
  // @ts-expect-error a stub on an inventory
  const stubbed: RunRequest = { ...any, inventory, stubs: [] };
  // @ts-expect-error hosts of ours and an inventory in one run
  const mixed: RunRequest = { ...any, inventory, hosts: [], arms: [] };
  // @ts-expect-error waits that are cut short
  const hurried: RunRequest = { ...any, inventory, speed: 60 };
  // @ts-expect-error a host that no lab has made
  const foreign: RunRequest = { ...any, hosts: [host], arms: [arm] };
  // @ts-expect-error an act that is chosen
  const act: HarmlessStandIn = { token: 't', job: arm.job, act: { act: 'kill-runner' } };
  // @ts-expect-error a host of an inventory has no power switch, no pause and no link of ours
  const machine: Machine = host;
  void [
    good,
    armed,
    stubbed,
    mixed,
    hurried,
    foreign,
    act,
    machine,
    arms,
    standIns,
    stubs,
    suggestStubs,
    speed,
    freely,
    localhost,
  ];
}

describe('at the command line', () => {
  test.each(FAULTS.map(({ name }) => name))('--faults %s is refused', (name) => {
    expect(codeOf(() => refuseFaults(name))).toBe('fault-refused');
  });

  test.each([
    '-i',
    '-iother',
    '--inventory=x',
    '-l',
    '--limit=all',
    '-K',
    '--ask-become-pass',
    '--check',
    '-C',
    '--list-hosts',
  ])('%s after -- is refused', (arg) => {
    expect(codeOf(() => refuseArguments([arg]))).toBe('argument-refused');
  });

  test('others go to Ansible', () => {
    const args = [
      '-e',
      'a=b',
      '--tags',
      'x',
      '--vault-password-file',
      'f',
      '--become-password-file',
      'g',
      '-vvv',
      '-b',
    ];
    expect(codeOf(() => refuseArguments(args))).toBeUndefined();
  });
});

const job = (name: string, host: string, reaped: boolean, over: Partial<Job> = {}): Job =>
  ({
    key: { host, place: { file: '/p.yml', line: name.length }, item: null, nth: 0 },
    taskName: name,
    on: host,
    reaps: reaped ? [{}] : [],
    ...over,
  }) as Job;

test('which job is proven: one that nobody reaped before the first; the same on all hosts at once; none that was delegated', () => {
  const names = (groups: readonly (readonly Job[])[]) =>
    groups.map((jobs) => jobs.map((one) => `${one.taskName}@${one.key.host}`));
  const all = [
    job('aa', 'h1', true),
    job('aa', 'h2', true),
    job('bbb', 'h1', false),
    job('cccc', 'h1', true, { on: 'db' }),
  ];
  expect(names(jobsToProve({ proof: 'one' }, all))).toEqual([['bbb@h1']]);
  expect(names(jobsToProve({ proof: 'one' }, all.slice(0, 2)))).toEqual([['aa@h1', 'aa@h2']]);
  expect(names(jobsToProve({ proof: 'all' }, all))).toEqual([['aa@h1', 'aa@h2'], ['bbb@h1']]);
  expect(names(jobsToProve({ proof: 'one', wants: (one) => one.taskName === 'aa' }, all))).toEqual([
    ['aa@h1', 'aa@h2'],
  ]);
  expect(jobsToProve({ proof: 'all' }, [])).toEqual([]);
});

describe('before anything is run', () => {
  const setting = { playbook: 'p.yml', limit: 'web', most: 1 } as Parameters<typeof refuseRun>[0];
  const limit = (hosts: string[]) => ({ type: 'limit', at: 0, hosts, known: ['web1', 'web2'] }) as const;
  const looked = { plans: [], looks: [{} as LookSeen], troubles: [], unmatched: false, tail: 'what Ansible said' };
  const trouble = (msg: string, over: object = {}) => ({
    ...looked,
    limit: limit(['web1']),
    troubles: [{ host: 'web1', taskName: 't', unreachable: true, ignored: false, msg, ...over }],
  });
  const code = (it: Parameters<typeof refuseRun>[1]) => codeOf(() => refuseRun(setting, it));

  test('one host that could be looked at', () => expect(code({ ...looked, limit: limit(['web1']) })).toBeUndefined());
  test.each([
    ['limit-matches-nothing', { ...looked, limit: limit([]) }],
    ['limit-too-wide', { ...looked, limit: limit(['web1', 'web2']) }],
    ['preflight-failed', { ...looked, limit: undefined }],
    ['preflight-failed', { ...looked, limit: limit(['web1']), looks: [] }],
    ['no-play-for-host', { ...looked, limit: limit(['web1']), looks: [], unmatched: true }],
    ['host-key-changed', trouble('@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @ ... Permission denied')],
    ['login-refused', trouble('u@h: Permission denied (publickey).')],
    ['host-unreachable', trouble('ssh: connect to host h port 1: Connection refused')],
    ['become-failed', trouble('Incorrect sudo password', { unreachable: false })],
    ['become-failed', trouble('Missing sudo password', { unreachable: false, ignored: true })],
    ['no-python', trouble('reapcheck: no python', { unreachable: false })],
    ['look-failed', trouble('something else', { unreachable: false })],
  ] as const)('%s', (expected, it) => expect(code(it)).toBe(expected));

  test('a user that nobody can know before the run does not stop it', () => {
    expect(code(trouble("'app_user' is undefined", { unreachable: false, ignored: true }))).toBeUndefined();
  });
});

test('a look tells of this run’s jobs, dated on our clock', () => {
  const launch = { type: 'launch', at: 10_000, host: 'h', on: 'h', jid: 'j7.7' } as Launch;
  const seen = {
    at: 20_000,
    host: 'h',
    bootId: 'b',
    clock: { offsetMs: 3_600_000, withinMs: 10 },
    jobFiles: [
      { path: '/x/j7.7', jid: 'j7.7', writtenAt: 3_600_000 + 15_000, finished: true, rc: 0 },
      { path: '/x/j1.1', jid: 'j1.1', writtenAt: 0, finished: true, rc: 0 },
    ],
    processes: [
      { pid: 5, startTicks: 9, jid: 'j7', role: 'descendant' },
      { pid: 6, startTicks: 9, jid: 'j1', role: 'descendant' },
    ],
  } as unknown as LookSeen;
  const sightings = sightingsOf([seen, seen], [launch]);
  expect(sightings.map((one) => [one.type, one.at, 'jid' in one ? one.jid : undefined])).toEqual([
    ['boot', 20_000, undefined],
    ['job-file', 15_000, 'j7.7'],
    ['process', 20_000, 'j7.7'],
  ]);
});
