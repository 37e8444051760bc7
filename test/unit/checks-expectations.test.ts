import { describe, expect, test } from 'vitest';
import { checkExpectation } from '../../harness/checks/expectations/check.ts';
import type { Struck } from '../../harness/checks/expectations/subject.ts';
import type { Expectation } from '../../harness/model/expectation.ts';
import type { Facts } from '../../harness/model/facts.ts';
import type { Job } from '../../harness/model/job.ts';
import { HistoryBuilder, REAP_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';

const HOSTS = ['h'];
const job = () => new HistoryBuilder().launch();
const RED = { rc: 2, stats: { failures: 1 } };
const file = (at: number, over: object) =>
  ({ type: 'job-file', at, path: '/j', jid: 'j1.1', state: 'present', ...over }) as const;
const OK = { finished: true, failed: false, rc: 0 };
const BAD = { finished: true, failed: true, rc: 1 };

function check(history: HistoryBuilder, expectation: Expectation, struck: readonly Struck[] = []) {
  return checkExpectation(expectation, { facts: history.facts(), struck }, HOSTS);
}

/** Each expectation, a history that meets it, one that does not, and what is said of that one. */
const CASES: readonly (readonly [string, Expectation, HistoryBuilder, HistoryBuilder, RegExp])[] = [
  ['play green', { kind: 'play', is: 'green' }, job().end(), job().end(RED), /it ended red/],
  ['play red', { kind: 'play', is: 'red' }, job().end(RED), job().end(), /it ended green/],
  ['play hung', { kind: 'play', is: 'hung' }, job().end({ how: 'timed-out', rc: null }), job().end(), /green/],
  [
    'hosts',
    { kind: 'hosts', ends: { named: { h: 'failed' } } },
    job().end(RED),
    job().end({ rc: 4, stats: { unreachable: 1 } }),
    /h: unreachable/,
  ],
  [
    'hosts, the others',
    { kind: 'hosts', ends: { named: { other: 'failed' }, others: 'green' } },
    job().end(),
    job().end(RED),
    /h: failed/,
  ],
  [
    'host-counts',
    { kind: 'host-counts', counts: { failed: 1, green: 0 } },
    job().end(RED),
    job().end(),
    /0 failed, 1 green/,
  ],
  [
    'failures surfaced',
    { kind: 'failures', are: 'surfaced', reasons: ['failed'] },
    job().sighting(file(900, BAD)).collect({ failed: true, rc: 1 }).end(RED),
    job().sighting(file(900, BAD)).end(),
    /swallowed, never-reaped/,
  ],
  [
    'failures surfaced for another reason',
    { kind: 'failures', are: 'surfaced', reasons: ['failed'] },
    job().sighting(file(900, BAD)).collect({ failed: true, rc: 1 }).end(RED),
    job().sighting(file(900, BAD)).collect({ failed: true, msg: 'could not find job' }).end(RED),
    /surfaced as lost/,
  ],
  [
    'failures surfaced, when nothing failed',
    { kind: 'failures', are: 'surfaced' },
    job().sighting(file(900, BAD)).collect({ failed: true, rc: 1 }).end(RED),
    job().sighting(file(900, OK)).collect({}).end(),
    /no such job failed/,
  ],
  [
    'failures swallowed',
    { kind: 'failures', are: 'swallowed' },
    job().sighting(file(900, BAD)).end(),
    job().sighting(file(900, BAD)).collect({ failed: true, rc: 1 }).end(RED),
    /surfaced as failed/,
  ],
  [
    'jobs, their end',
    { kind: 'jobs', job: 'backup', ends: ['succeeded'] },
    job().sighting(file(900, OK)).end(),
    job()
      .sighting(file(900, { ...BAD, timedOut: true }))
      .end(),
    /ended timed-out after 0.8 s/,
  ],
  [
    'jobs, their reap',
    { kind: 'jobs', job: 'backup', reaped: ['collected-ok'] },
    job().sighting(file(900, OK)).collect({}).end(),
    job().sighting(file(900, OK)).end(),
    /never reaped/,
  ],
  [
    'jobs, by name',
    { kind: 'jobs', job: 'backup', ends: ['succeeded', 'failed'] },
    job().sighting(file(900, OK)).end(),
    new HistoryBuilder().end(),
    /there were: none at all/,
  ],
  ['reaps', { kind: 'reaps', are: 'complete' }, job().collect({}).end(), job().end(), /never reaped/],
  [
    'reaps that gave up',
    { kind: 'reaps', are: 'complete' },
    job().collect({}).end(),
    job().collect({ finished: false, failed: true }).end(RED),
    /gave-up/,
  ],
  ['tasks', { kind: 'tasks', task: 'Wait', is: ['ok'] }, job().collect({}).end(), job().end(), /no such task ran/],
  [
    'tasks, their message',
    { kind: 'tasks', task: 'Wait', is: ['failed'], says: 'timeout EXCEEDED' },
    job().collect({ failed: true }, { msg: 'Timeout exceeded' }).end(RED),
    job().collect({ failed: true }, { msg: 'could not find job' }).end(RED),
    /failed: could not find job/,
  ],
  ['tasks, never', { kind: 'tasks', task: 'Wait', is: ['never'] }, job().end(), job().collect({}).end(), /ok/],
  ['took', { kind: 'took', span: { atMostMs: 5000, atLeastMs: 4000 } }, job().end(), job(), /no end/],
  [
    'longest-idle',
    { kind: 'longest-idle', span: { atMostMs: 2000 } },
    job().sighting({ type: 'link', accepted: 1, idleDropped: 0, longestIdleMs: 1500 }).end(),
    job().sighting({ type: 'link', accepted: 1, idleDropped: 0, longestIdleMs: 2500 }).end(),
    /longest gap was 2.5 s/,
  ],
  [
    'reboots',
    { kind: 'reboots', counts: { named: {}, others: 1 } },
    job().sighting({ type: 'boot', bootId: 'a' }).sighting({ type: 'boot', bootId: 'b' }).end(),
    job().sighting({ type: 'boot', bootId: 'a' }).sighting({ type: 'boot', bootId: 'a' }).end(),
    /h: not at all/,
  ],
  [
    'orphans none',
    { kind: 'orphans', are: 'none' },
    job().sighting({ type: 'probe', state: 'watching' }).end(),
    orphaned(),
    /was still there/,
  ],
  [
    'orphans some',
    { kind: 'orphans', are: 'some' },
    orphaned(),
    job().sighting({ type: 'probe', state: 'watching' }).end(),
    /none did/,
  ],
];

/** The probe knows a job's processes by an id without the pid at its end. */
function orphaned(): HistoryBuilder {
  const process = { type: 'process', pid: 7, startTicks: 1, jid: 'j1', role: 'descendant', state: 'alive' } as const;
  return job()
    .sighting({ type: 'probe', state: 'watching' })
    .sighting(process)
    .end()
    .sighting({ type: 'probe', state: 'stopped', at: 9000 });
}

test.each(CASES)('%s: met', (_name, expectation, good) => {
  expect(check(good, expectation)).toMatchObject({ kind: expectation.kind, is: 'met' });
});

test.each(CASES)('%s: not met, and it says what was seen', (_name, expectation, _good, bad, seen) => {
  const checked = check(bad, expectation);
  expect(checked.is).not.toBe('met');
  expect(checked.seen).toMatch(seen);
  expect(checked.remedy).not.toBe('');
});

describe('what a history can’t tell is unknown, never met', () => {
  const CANT: readonly (readonly [Expectation, HistoryBuilder])[] = [
    [{ kind: 'play', is: 'red' }, job().end({ how: 'aborted', rc: null })],
    [{ kind: 'hosts', ends: { named: { h: 'untouched' } } }, job()],
    [{ kind: 'took', span: { atMostMs: 99_999 } }, job()],
    [{ kind: 'reboots', counts: { named: { h: 0 } } }, job().end()],
    [{ kind: 'orphans', are: 'none' }, job().end()],
    [{ kind: 'longest-idle', span: { atMostMs: 1 } }, job().end()],
    [{ kind: 'jobs', job: 'backup', ends: ['succeeded'] }, job().end()],
  ];
  test.each(CANT)('%j', (expectation, history) => {
    expect(check(history, expectation).is).toBe('unknown');
  });

  test('a fault that is not proven to have struck', () => {
    const missed: Struck = {
      fault: 'fail',
      jid: 'j1.1',
      taskName: 'Start the backup',
      outcome: { kind: 'missed', missing: 'no receipt' },
    };
    expect(check(job().end(), { kind: 'failures', are: 'swallowed' }, [missed])).toMatchObject({
      is: 'unknown',
      seen: expect.stringContaining('no receipt'),
    });
  });
});

describe('parallel', () => {
  const two = (secondLaunch: number, firstEnd: number) =>
    job()
      .event({
        type: 'launch',
        at: secondLaunch,
        task: 'launch',
        host: 'h',
        on: 'h',
        jid: 'j2.2',
        item: 1,
        nth: 0,
        limit: 9,
        poll: 0,
        since: 1,
        resultsFile: '/j2',
      })
      .sighting(file(firstEnd, OK))
      .sighting(file(3500, { ...OK, jid: 'j2.2' }))
      .end();

  test('intervals that share a moment are met; one after the other is not', () => {
    expect(check(two(200, 2000), { kind: 'parallel', jobs: [] }).is).toBe('met');
    const apart = check(two(2500, 2000), { kind: 'parallel', jobs: [] });
    expect(apart).toMatchObject({ is: 'unmet', seen: expect.stringContaining('from 0.1 s to 2.0 s') });
  });

  const is = (jobs: readonly Partial<Job>[], names: readonly string[] = []) => {
    const facts = factsOf(jobs.map((one, index) => jobOf({ jid: `j${index}`, ...one })));
    return checkExpectation({ kind: 'parallel', jobs: names }, { facts, struck: [] }, HOSTS).is;
  };
  const [early, late] = [
    { launchedAt: 100, endedAt: 2_000 },
    { launchedAt: 3_000, endedAt: 4_000 },
  ];
  const during = { launchedAt: 1_000, endedAt: 2_500 };

  test('only the jobs that are named have to be', () => {
    const named = [
      { ...early, taskName: 'Back up the database' },
      { ...during, taskName: 'Back up the files' },
      { ...late, taskName: 'Tidy up' },
    ];
    expect(is(named, ['database', 'files'])).toBe('met');
    expect(is(named, ['database', 'files', 'Tidy'])).toBe('unmet');
    expect(is(named, ['database', 'files', 'nothing'])).toBe('unmet');
    expect(is(named)).toBe('unmet');
  });

  test('each host by itself: on every one of them there are several, and they share a moment', () => {
    const [h, g] = [{ on: 'h' }, { on: 'g' }];
    const alone = { ...g, ...late };
    const later = { launchedAt: 3_500, endedAt: 5_000 };
    expect(is([{ ...h, ...early }, { ...h, ...during }, alone, { ...g, ...later }])).toBe('met');
    expect(is([{ ...h, ...early }, { ...h, ...during }, alone])).toBe('unmet');
    expect(is([{ ...h, ...early }, { ...h, ...during }, alone, { ...g, ...early }])).toBe('unmet');
  });

  test('a single job is parallel to nothing', () => {
    expect(check(job().sighting(file(900, OK)).end(), { kind: 'parallel', jobs: [] }).is).toBe('unmet');
  });
});

describe('one of several is not enough', () => {
  const end = { ends: { named: { h: 'failed' } } } as const;
  const two = (a: Partial<Job>, b: Partial<Job>, history?: HistoryBuilder) =>
    factsOf([jobOf(a), jobOf({ jid: 'j2.2', taskName: 'Start the copy', ...b })], history);
  const is = (facts: Facts, expectation: Expectation, struck: readonly Struck[] = []) =>
    checkExpectation(expectation, { facts, struck }, ['h', 'g']).is;

  test('hosts, and how many of them', () => {
    const red = job().end({ rc: 2, stats: { failures: 1 }, others: { g: {} } });
    expect(is(red.facts(), { kind: 'hosts', ends: { ...end.ends, others: 'failed' } })).toBe('unmet');
    expect(is(red.facts(), { kind: 'host-counts', counts: { failed: 1, unreachable: 1 } })).toBe('unmet');
    expect(is(red.facts(), { kind: 'host-counts', counts: { failed: 1, green: 1 } })).toBe('met');
  });

  test('jobs of one name', () => {
    const facts = two({ end: 'failed' }, { end: 'succeeded' });
    expect(is(facts, { kind: 'jobs', job: 'Start', ends: ['failed'] })).toBe('unmet');
    expect(is(facts, { kind: 'jobs', job: 'Start', ends: ['failed', 'succeeded'] })).toBe('met');
  });

  test('failures', () => {
    const failed = { end: 'failed', reaps: [reapOf({ failed: true, verdict: 'collected-failed' })] } as const;
    const red = new HistoryBuilder().end({ ...RED, others: { g: {} } });
    const facts = two(failed, { end: 'failed', key: { ...jobOf().key, host: 'g' } }, red);
    expect(is(facts, { kind: 'failures', are: 'swallowed' })).toBe('unmet');
    expect(is(facts, { kind: 'failures', are: 'swallowed', of: 'copy' })).toBe('met');
  });

  test('a job that a fault struck is one failure, as it was judged; and never one more by itself', () => {
    const surfaced = { kind: 'surfaced', reason: 'failed', taskName: 'Wait', place: undefined } as const;
    const outcome = { ...surfaced, delayMs: 1, msg: undefined };
    const struck = [{ fault: 'fail', jid: 'j1.1', taskName: 'Start the backup', outcome }];
    const facts = factsOf([jobOf({ end: 'failed' })]);
    expect(is(facts, { kind: 'failures', are: 'surfaced' }, struck)).toBe('met');
    expect(is(facts, { kind: 'failures', are: 'surfaced' })).toBe('unmet');
    expect(is(facts, { kind: 'failures', are: 'swallowed', reasons: ['failed'] })).toBe('unmet');
    expect(is(facts, { kind: 'failures', are: 'surfaced', reasons: ['lost', 'failed'] }, struck)).toBe('met');
  });

  test('a failure behind another job’s red reap shows nothing', () => {
    const history = new HistoryBuilder().task({ task: 'r', place: REAP_PLACE }, { status: 'failed' }).end(RED);
    const reaps = [reapOf({ failed: true, verdict: 'collected-failed' })];
    expect(is(two({ end: 'failed' }, { end: 'failed', reaps }, history), { kind: 'failures', are: 'surfaced' })).toBe(
      'unknown',
    );
  });

  test('what a task says has to be said by it', () => {
    const mute = job().task({ task: 'look' }, { status: 'failed' }).end().facts();
    expect(is(mute, { kind: 'tasks', task: 'look', is: ['failed'], says: 'x' })).toBe('unmet');
    expect(is(mute, { kind: 'tasks', task: 'look', is: ['failed'] })).toBe('met');
  });
});

describe('a span holds at both of its ends', () => {
  const took = (span: { atLeastMs?: number; atMostMs?: number }) => {
    const facts = job().end().facts();
    const run = { ...facts.run, started: { type: 'started', at: 1_000, timeLimitMs: 1 } as const };
    return checkExpectation({ kind: 'took', span }, { facts: { ...facts, run }, struck: [] }, HOSTS);
  };

  test('from the start of ansible-playbook to its end', () => {
    expect(took({ atLeastMs: 3_100, atMostMs: 3_100 })).toMatchObject({ is: 'met', seen: 'it took 3.1 s' });
    expect([took({ atLeastMs: 3_101 }).is, took({ atMostMs: 3_099 }).is]).toEqual(['unmet', 'unmet']);
  });
});

describe('a machine that was too busy', () => {
  const busy = () => job().sighting({ type: 'load', load: 30, processors: 2 });
  const idle = (history: HistoryBuilder, span: { atLeastMs?: number; atMostMs?: number }) =>
    check(history.sighting({ type: 'link', accepted: 1, idleDropped: 0, longestIdleMs: 2_500 }).end(), {
      kind: 'longest-idle',
      span,
    });

  test('leaves open whether what took too long would have on another', () => {
    expect(check(busy().end(), { kind: 'took', span: { atMostMs: 1 } })).toMatchObject({
      is: 'unknown',
      seen: expect.stringContaining('on a machine that was too busy: 30 processes for 2 processors'),
    });
    expect(idle(busy(), { atMostMs: 2_000 })).toMatchObject({
      is: 'unknown',
      seen: expect.stringContaining('on a machine that was too busy'),
    });
    expect(idle(job().sighting({ type: 'load', load: 8, processors: 2 }), { atMostMs: 2_000 }).is).toBe('unmet');
  });

  test('hides nothing that was too quick, and takes nothing from what was met', () => {
    expect(check(busy().end(), { kind: 'took', span: { atLeastMs: 99_999 } }).is).toBe('unmet');
    expect(idle(busy(), { atLeastMs: 3_000 }).is).toBe('unmet');
    expect(idle(busy(), { atMostMs: 3_000 })).toMatchObject({ is: 'met', seen: 'the longest gap was 2.5 s' });
  });
});

test('evidence names lines of the history file, counted from 1', () => {
  const { evidence } = check(job().sighting(file(900, BAD)).collect({ failed: true, rc: 1 }).end(RED), {
    kind: 'failures',
    are: 'swallowed',
  });
  expect(evidence).toEqual([
    expect.stringContaining('history.jsonl:3  0.1 s  launch "Start the backup" on h: job j1.1'),
    expect.stringContaining('history.jsonl:4  0.9 s  seen on h: job-file j1.1: present, finished, failed'),
    expect.stringContaining('collect "Wait for the backup" on h: job j1.1, finished, failed'),
  ]);
});
