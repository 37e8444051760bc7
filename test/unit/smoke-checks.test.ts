import { describe, expect, test } from 'vitest';
import { idleMs } from '../../harness/checks/smoke/idle.ts';
import { lostHosts } from '../../harness/checks/smoke/lost-host.ts';
import { noProof } from '../../harness/checks/smoke/no-proof.ts';
import { preflight } from '../../harness/checks/smoke/preflight.ts';
import { proveStandIn } from '../../harness/checks/smoke/prove-stand-in.ts';
import { redRun } from '../../harness/checks/smoke/red-run.ts';
import { unreapedJobs } from '../../harness/checks/smoke/unreaped-jobs.ts';
import { smokeVerdict } from '../../harness/checks/smoke/verdict.ts';
import type { Job } from '../../harness/model/job.ts';
import type { BaselineJob } from '../../harness/model/report.ts';
import type { LookSeen } from '../../harness/model/smoke-event.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';

function look(over: Partial<LookSeen> = {}): LookSeen {
  return {
    type: 'look',
    at: 100 * 86_400_000,
    host: 'web1',
    login: false,
    user: 'root',
    uid: 0,
    python: '3.11.2',
    interpreter: '/usr/bin/python3',
    bootId: 'b',
    clock: { offsetMs: 100, withinMs: 50 },
    asyncDir: {
      path: '/root/.ansible_async',
      exists: true,
      usable: true,
      mode: '0755',
      owner: 'root',
      freeBytes: 1e9,
      freeFiles: 1e6,
    },
    jobFiles: [],
    jobFileCount: 0,
    processes: [],
    payloads: [],
    removed: [],
    left: [],
    ...over,
  };
}

const states = (over: Partial<LookSeen>) =>
  preflight([look(over)]).flatMap(({ what, state }) => (state === 'ok' ? [] : [`${what} ${state}`]));

describe('preflight', () => {
  test('a host in order', () => {
    expect(states({})).toEqual([]);
    // Two tasks of one user: one look.
    expect(preflight([look(), look()])).toHaveLength(5);
  });

  const { asyncDir } = look();
  test.each<[string, Partial<LookSeen>, string[]]>([
    ['no right to write', { asyncDir: { ...asyncDir, usable: false } }, ['async dir bad']],
    ['others may write', { asyncDir: { ...asyncDir, mode: '0777' } }, ['async dir warn']],
    ['little space', { asyncDir: { ...asyncDir, freeBytes: 5e7 } }, ['space warn']],
    ['no space', { asyncDir: { ...asyncDir, freeBytes: 0 } }, ['space bad']],
    ['no inode', { asyncDir: { ...asyncDir, freeFiles: 0 } }, ['space bad']],
    ['a file system that counts no inodes', { asyncDir: { ...asyncDir, freeFiles: null } }, []],
    ['a clock that is off', { clock: { offsetMs: -60_000, withinMs: 200 } }, ['clock warn']],
    ['a clock that may be right', { clock: { offsetMs: 5_500, withinMs: 900 } }, []],
    [
      'a job that still runs',
      { processes: [{ pid: 1, startTicks: 1, jid: 'j1', role: 'descendant' }] },
      ['running jobs warn'],
    ],
    ['a watcher that is about to end', { processes: [{ pid: 1, startTicks: 1, jid: 'j1', role: 'wrapper' }] }, []],
  ])('%s', (_what, over, expected) => {
    expect(states(over)).toEqual(expected);
  });

  test('leftover job files are counted, with the age of the oldest', () => {
    const file = { path: '/x/j1.1', jid: 'j1.1', writtenAt: 90 * 86_400_000 };
    const [files] = preflight([look({ jobFiles: [file], jobFileCount: 7 })]).filter(({ what }) => what === 'job files');
    expect(files?.detail).toBe('7 of earlier plays, 10 days old and less');
  });
});

const STAND_IN = { token: 't1', job: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 } };
function proofOf(file: object) {
  const facts = new HistoryBuilder()
    .launch()
    .sighting({ type: 'job-file', jid: 'j1.1', path: '/x/j1.1', state: 'present', token: 't1', ...file })
    .end()
    .facts();
  return proveStandIn(facts, STAND_IN, facts.jobs[0] as Job);
}

test('a stand-in is proven by its token and its rc in the job file, and by nothing less', () => {
  expect(proofOf({ finished: true, rc: 1 })).toMatchObject({ struck: true });
  expect(proofOf({ finished: false })).toMatchObject({ struck: false });
  expect(proofOf({ finished: true, rc: 0 })).toMatchObject({ struck: false });
  expect(proofOf({ finished: true, rc: 1, token: 't2' })).toMatchObject({ struck: false });
  expect(proofOf({ finished: true, rc: 1, host: 'another' })).toMatchObject({ struck: false });
});

test('idle time counts waits of one host once, however they overlap', () => {
  const facts = new HistoryBuilder()
    .launch()
    .collect({ since: 1000, at: 3000 })
    .collect({ since: 2000, at: 4000 })
    .collect({ since: 9000, at: 9500 })
    .collect({ since: 5000, at: 6000, skipped: true })
    .collect({ since: 0, at: 9000, host: 'another' })
    .end()
    .facts();
  expect(idleMs(facts, 'h')).toBe(3500);
});

test('a red run and one that hung are findings, a green one is not', () => {
  const green = new HistoryBuilder().launch().collect().end();
  expect(redRun(green.facts(), 'p.yml')).toEqual([]);
  const red = new HistoryBuilder().launch().collect({ failed: true, rc: 1 }).end({ rc: 2 });
  expect(redRun(red.facts(), 'p.yml')[0]).toMatchObject({ rule: 'smoke-run-failed', place: { line: 12 } });
  const hung = new HistoryBuilder().launch().end({ rc: null, how: 'timed-out' });
  expect(redRun(hung.facts(), 'p.yml')[0]).toMatchObject({ rule: 'smoke-run-hung', place: { line: 5 } });
});

test('a host that is not seen after the run is an error, one that is, is not', () => {
  const other = look({ host: 'web2' });
  expect(lostHosts([look(), look(), other], [look()]).map(({ message }) => message)).toEqual([
    'web2 could be looked at before the run, and not after it',
  ]);
  expect(lostHosts([look(), other], [other, look()])).toEqual([]);
});

test('one warning for each place whose jobs nobody reaps; and why nothing was proven', () => {
  const job = (line: number, reaped: boolean): BaselineJob => ({
    key: { host: 'h', place: { file: '/p.yml', line }, item: null, nth: 0 },
    taskName: 'Job',
    limit: 10,
    poll: 0,
    runtimeS: 1,
    windowS: undefined,
    reapPlace: undefined,
    reaped,
  });
  expect(noProof('one', 0, [job(3, true)])[0]?.evidence).toEqual(['jobs that ran: "Job" (/p.yml:3)']);
  expect(noProof('one', 1, [])).toEqual([]);
  expect(noProof('none', 0, [])).toEqual([]);
  const found = unreapedJobs([job(3, false), job(3, false), job(7, true)]);
  expect(found.map(({ place, evidence }) => [place?.line, evidence[0]])).toEqual([
    [3, 'async: 10, poll: 0; launched 2 times, reaped 0 times'],
  ]);
});

test('a verdict: errors fail, a proof that shows nothing is unknown', () => {
  const proof = (kind: 'surfaced' | 'missed') => ({ outcome: { kind } }) as TrialResult;
  const error = { severity: 'error' } as Parameters<typeof smokeVerdict>[0][number];
  const warning = { ...error, severity: 'warning' } as const;
  expect(smokeVerdict([warning], 'none', [])).toBe('pass');
  expect(smokeVerdict([error], 'none', [])).toBe('fail');
  expect(smokeVerdict([], 'one', [])).toBe('unknown');
  expect(smokeVerdict([], 'all', [proof('surfaced'), proof('missed')])).toBe('unknown');
  expect(smokeVerdict([], 'all', [proof('surfaced')])).toBe('pass');
});
