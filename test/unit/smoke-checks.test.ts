import { describe, expect, test } from 'vitest';
import { idleMs } from '../../harness/checks/smoke/idle.ts';
import { lostHosts } from '../../harness/checks/smoke/lost-host.ts';
import { noProof } from '../../harness/checks/smoke/no-proof.ts';
import { preflight } from '../../harness/checks/smoke/preflight.ts';
import { proveStandIn } from '../../harness/checks/smoke/prove-stand-in.ts';
import { redRun } from '../../harness/checks/smoke/red-run.ts';
import { unreapedJobs } from '../../harness/checks/smoke/unreaped-jobs.ts';
import { smokeVerdict } from '../../harness/checks/smoke/verdict.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import type { Job } from '../../harness/model/job.ts';
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
  const { mode: _mode, owner: _owner, ...rest } = asyncDir;
  const withoutFolder = { ...rest, exists: false };
  test.each<[string, Partial<LookSeen>, string[]]>([
    ['no right to write', { asyncDir: { ...asyncDir, usable: false } }, ['async dir bad']],
    ['others may write', { asyncDir: { ...asyncDir, mode: '0777' } }, ['async dir warn']],
    ['little space', { asyncDir: { ...asyncDir, freeBytes: 5e7 } }, ['space warn']],
    ['no space', { asyncDir: { ...asyncDir, freeBytes: 0 } }, ['space bad']],
    ['no inode', { asyncDir: { ...asyncDir, freeFiles: 0 } }, ['space bad']],
    ['few inodes', { asyncDir: { ...asyncDir, freeFiles: 999 } }, ['space warn']],
    ['inodes enough', { asyncDir: { ...asyncDir, freeFiles: 1_000 } }, []],
    ['space enough', { asyncDir: { ...asyncDir, freeBytes: 1e8 } }, []],
    ['hardly any space', { asyncDir: { ...asyncDir, freeBytes: 1e6 } }, ['space warn']],
    ['no folder yet', { asyncDir: withoutFolder }, []],
    ['a clock that may just be right', { clock: { offsetMs: 5_200, withinMs: 200 } }, []],
    ['a clock that is just off', { clock: { offsetMs: 5_201, withinMs: 200 } }, ['clock warn']],
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

  const details = (over: Partial<LookSeen>) =>
    Object.fromEntries(preflight([look(over)]).map(({ what, detail }) => [what, detail]));

  test('each condition is told with what was seen, for its host and user', () => {
    expect(preflight([look()])).toContainEqual({
      host: 'web1',
      user: 'root',
      what: 'python',
      state: 'ok',
      detail: '3.11.2 (/usr/bin/python3)',
    });
    expect(details({})).toEqual({
      python: '3.11.2 (/usr/bin/python3)',
      'async dir': '/root/.ansible_async, mode 0755, of root',
      space: '1000 MB, 1000000 files free',
      clock: "0.1 s ahead of this machine's, ± 0.1 s",
      'job files': 'none',
    });
    expect(details({ asyncDir: { ...asyncDir, freeFiles: null } }).space).toBe('1000 MB free');
    expect(details({ asyncDir: withoutFolder })['async dir']).toBe('/root/.ansible_async, to be made');
    expect(details({ clock: { offsetMs: 0, withinMs: 40 } }).clock).toBe("0.0 s ahead of this machine's, ± 0.0 s");
    expect(details({ clock: { offsetMs: -1, withinMs: 40 } }).clock).toBe("0.0 s behind this machine's, ± 0.0 s");
  });

  test('leftover job files are counted, with the age of the oldest', () => {
    const file = { path: '/x/j1.1', jid: 'j1.1', writtenAt: 90 * 86_400_000 };
    const newer = { ...file, jid: 'j2.2', writtenAt: 99 * 86_400_000 };
    expect(details({ jobFiles: [newer, file], jobFileCount: 7 })['job files']).toBe(
      '7 of earlier plays, 10 days old and less',
    );
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
  expect(proofOf({ finished: true, rc: 1 })).toEqual({
    struck: true,
    at: 1000,
    evidence: ['job file /x/j1.1: finished, rc 1, written by the stand-in (token t1)'],
  });
  expect(proofOf({ finished: true, rc: 1, jid: 'j2.2' })).toMatchObject({ struck: false });
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
  // Told as they end: the longer one last.
  const nested = new HistoryBuilder().launch().collect({ since: 2000, at: 3000 }).collect({ since: 1000, at: 4000 });
  expect(idleMs(nested.end().facts(), 'h')).toBe(3000);
});

test('a red run and one that hung are findings, a green one is not', () => {
  const green = new HistoryBuilder().launch().collect().end();
  expect(redRun(green.facts(), 'p.yml')).toEqual([]);
  const red = new HistoryBuilder().launch().collect({ failed: true, rc: 1 }).end({ rc: 2 });
  const error = { severity: 'error', confidence: 'certain' };
  expect(redRun(red.facts(), 'p.yml')).toMatchObject([
    {
      ...error,
      rule: 'smoke-run-failed',
      place: { line: 12 },
      evidence: ['ansible-playbook ended with rc 2; failed task: "Wait for the backup"'],
    },
  ]);
  const hung = new HistoryBuilder().launch().end({ rc: null, how: 'timed-out' });
  expect(redRun(hung.facts(), 'p.yml')).toMatchObject([
    {
      ...error,
      rule: 'smoke-run-hung',
      place: { line: 5 },
      evidence: ['ansible-playbook was stopped; last task: "Start the backup"'],
    },
  ]);
});

test('a red run is told with the last task that failed and was not ignored', () => {
  const place = (history: HistoryBuilder) => redRun(history.end({ rc: 4 }).facts(), 'p.yml')[0]?.place?.line;
  const later = { task: 'later', place: { file: '/play.yml', line: 40 } };
  const failed = () => new HistoryBuilder().launch().collect({ failed: true, rc: 1 });
  expect(place(failed().task(later, {}))).toBe(12);
  expect(place(failed().task(later, { status: 'failed', ignored: true }))).toBe(12);
  expect(place(failed().task(later, { status: 'unreachable' }))).toBe(40);
  const nowhere = new HistoryBuilder().end({ rc: 250 });
  expect(redRun(nowhere.facts(), 'p.yml')).toMatchObject([
    { message: 'p.yml fails with no fault at work', evidence: ['ansible-playbook ended with rc 250'] },
  ]);
});

test('a host that is not seen after the run is an error, one that is, is not', () => {
  const other = look({ host: 'web2' });
  expect(lostHosts([look(), look(), other], [look()]).map(({ message }) => message)).toEqual([
    'web2 could be looked at before the run, and not after it',
  ]);
  expect(lostHosts([look()], [])).toMatchObject([
    {
      rule: 'lost-host',
      severity: 'error',
      confidence: 'certain',
      evidence: ['no look came back over the connection and as the users that it had before'],
    },
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
  const warning = { severity: 'warning', confidence: 'certain' };
  expect(noProof('one', 0, [job(3, true)])).toMatchObject([
    { ...warning, rule: 'no-proof', evidence: ['jobs that ran: "Job" (/p.yml:3)'] },
  ]);
  expect(noProof('one', 0, [])[0]?.evidence).toEqual(['no async job ran']);
  expect(noProof('one', 1, [])).toEqual([]);
  expect(noProof('none', 0, [])).toEqual([]);
  const unreaped = { ...warning, rule: 'unreaped-job' };
  expect(unreapedJobs([job(3, false), job(3, false), job(7, true), job(9, false)])).toMatchObject([
    { ...unreaped, place: { line: 3 }, evidence: ['async: 10, poll: 0; launched 2 times, reaped 0 times'] },
    { ...unreaped, place: { line: 9 }, evidence: ['async: 10, poll: 0; launched 1 times, reaped 0 times'] },
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
