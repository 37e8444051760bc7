import { describe, expect, test } from 'vitest';
import { judgeTrial, type StruckJob } from '../../harness/checks/judge-trial.ts';
import type { Proof } from '../../harness/model/fault.ts';
import type { Job, Reap } from '../../harness/model/job.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { Place } from '../../harness/model/place.ts';
import { HistoryBuilder, REAP_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';

const STRUCK: Proof = { struck: true, at: 500, evidence: ['seen'] };

const FATAL = { harm: 'fatal', reach: 'job' } as const;

function judged(history: HistoryBuilder, proof: Proof = STRUCK, effect: StruckJob['effect'] = FATAL): Outcome {
  const facts = history.facts();
  return judgeTrial(facts, { job: facts.jobs[0], proof, effect });
}

const job = () => new HistoryBuilder().launch();
const RED = { rc: 2, stats: { failures: 1 } };

test('a reap that collects a failed job surfaces it, with the task and the delay', () => {
  const outcome = judged(job().collect({ failed: true, rc: 1, msg: 'non-zero return code' }).end(RED));
  expect(outcome).toMatchObject({
    kind: 'surfaced',
    reason: 'failed',
    place: REAP_PLACE,
    taskName: 'Wait for the backup',
    delayMs: 2501,
  });
});

test.each([
  [{ finished: false }, 'retries-exhausted'],
  [{ finished: true, msg: 'Timeout exceeded' }, 'timed-out'],
  [{ finished: true, msg: 'could not find job' }, 'lost'],
  [{ finished: false, unreachable: true }, 'unreachable'],
  [{ finished: false, msg: 'Failed to connect to the host via ssh: Connection refused' }, 'unreachable'],
  [{ finished: true, msg: 'Traceback … No start of json char found' }, 'crashed'],
  [
    { finished: false, via: 'keep-alive' as const, msg: 'async task did not complete within the requested time - 10s' },
    'timed-out',
  ],
])('a red reap %j is %s', (collect, reason) => {
  expect(
    judged(
      job()
        .collect({ failed: true, ...collect })
        .end(RED),
    ),
  ).toMatchObject({ kind: 'surfaced', reason });
});

test('a look that was cut off behind its answer is one at an unreachable host', () => {
  const cutOff = { msg: 'Failed to connect to the host via ssh: Connection reset by peer' };
  expect(judged(job().collect({ finished: false, failed: true }, cutOff).end(RED))).toMatchObject({
    kind: 'surfaced',
    reason: 'unreachable',
  });
});

test('a job that nobody asks about is swallowed: never reaped', () => {
  expect(judged(job().end())).toMatchObject({ kind: 'swallowed', how: 'never-reaped' });
});

test('a reap of another job does not count', () => {
  expect(judged(job().collect({ jid: 'j2.2', failed: false }).end())).toMatchObject({
    kind: 'swallowed',
    how: 'never-reaped',
  });
});

test('ignore_errors, rescue, failed_when, no until, retries 0 and cleanup are told apart', () => {
  const red = { failed: true, rc: 1 };
  expect(judged(job().collect(red, { ignored: true }).end())).toMatchObject({ how: 'ignore-errors' });
  expect(
    judged(
      job()
        .collect(red)
        .end({ stats: { rescued: 1 } }),
    ),
  ).toMatchObject({ how: 'rescued' });
  expect(judged(job().collect({ rc: 1 }, {}, { failedWhen: true }).end())).toMatchObject({ how: 'failed-when' });
  expect(judged(job().collect({ finished: false, until: false }).end())).toMatchObject({ how: 'no-until' });
  expect(judged(job().collect({ finished: false, retries: 0 }).end())).toMatchObject({ how: 'retries-zero' });
  expect(judged(job().collect({ mode: 'cleanup' }).end())).toMatchObject({ how: 'cleaned-up' });
});

test('a later task that fails on the host surfaces it, even if the reap did not', () => {
  const history = job()
    .collect({ rc: 1 }, {}, { failedWhen: true })
    .event({
      type: 'task-start',
      at: 3100,
      task: 'assert',
      play: 'p',
      name: 'Check',
      action: 'assert',
      place: { file: '/play.yml', line: 20 },
      handler: false,
      async: 0,
      poll: 15,
      until: false,
      ignoreErrors: false,
      failedWhen: false,
      noLog: false,
    })
    .event({
      type: 'result',
      at: 3200,
      task: 'assert',
      host: 'h',
      item: null,
      status: 'failed',
      ignored: false,
      changed: false,
    })
    .end(RED);
  expect(judged(history)).toMatchObject({ kind: 'surfaced', reason: 'failed', taskName: 'Check' });
});

test('an unproven strike is missed, whether the play went red or green', () => {
  const missing: Proof = { struck: false, missing: 'no receipt' };
  expect(judged(job().end(), missing)).toEqual({ kind: 'missed', missing: 'no receipt' });
  expect(judged(job().collect({ failed: true }).end(RED), missing)).toEqual({ kind: 'missed', missing: 'no receipt' });
});

test('a run that was ended for its budget is hung; one without an end, or without a recap, is errored', () => {
  expect(judged(job().end({ how: 'timed-out', rc: null }))).toMatchObject({
    kind: 'hung',
    budgetMs: 60_000,
    lastTask: 'Start the backup',
  });
  expect(judged(job())).toMatchObject({ kind: 'errored' });
  expect(judged(job().end({ rc: 250 }))).toMatchObject({ kind: 'errored', why: expect.stringContaining('250') });
  expect(judged(job().end({ how: 'aborted', rc: null }))).toMatchObject({ kind: 'errored' });
});

const OUTAGE = { harm: 'outage', reach: 'host' } as const;
const HARMLESS = { harm: 'none', reach: 'job' } as const;
const FILE = { type: 'job-file', path: '/root/.ansible_async/j1.1', jid: 'j1.1', state: 'present' } as const;
const well = () => job().sighting({ ...FILE, finished: true, rc: 0 });

test('a job that came through an outage, in a play that stayed green, is unharmed; one that did not is swallowed', () => {
  expect(judged(well().collect({ rc: 0 }).end(), STRUCK, OUTAGE)).toEqual({ kind: 'unharmed', reaped: true });
  expect(judged(well().end(), STRUCK, OUTAGE)).toEqual({ kind: 'unharmed', reaped: false });
  expect(judged(job().collect({ rc: 1 }).end(), STRUCK, OUTAGE)).toMatchObject({ kind: 'swallowed' });
});

test('red for a job that was well is a false red, with the reason that the play gave', () => {
  const red = () => well().collect({ finished: false, failed: true }).end(RED);
  expect(judged(red(), STRUCK, HARMLESS)).toMatchObject({ kind: 'false-red', reason: 'retries-exhausted' });
  expect(judged(red(), STRUCK, OUTAGE)).toMatchObject({ kind: 'surfaced', reason: 'retries-exhausted' });
});

test('work that goes on is well in a green play, where nothing was done to it or it has no end of its own', () => {
  const running = () =>
    job()
      .sighting({ ...FILE, finished: false })
      .end();
  expect(judged(running(), STRUCK, HARMLESS)).toEqual({ kind: 'unharmed', reaped: false });
  expect(judged(running(), STRUCK, { ...OUTAGE, endless: true })).toEqual({ kind: 'unharmed', reaped: false });
  expect(judged(running(), STRUCK, OUTAGE)).toMatchObject({ kind: 'swallowed' });
  expect(judged(running(), STRUCK, { ...FATAL, endless: true })).toMatchObject({ kind: 'swallowed' });
});

// Told by another host.

/** A job on `h`, whose failure its own reap kept to itself, and the last task of `g`. */
function redOn(g: { readonly bound?: readonly string[]; readonly status?: 'failed' | 'unreachable' }) {
  return job()
    .collect({ rc: 1 }, {}, { failedWhen: true })
    .task(
      { task: 'All went well', ...(g.bound ? { bound: g.bound } : {}) },
      { host: 'g', status: g.status ?? 'failed', msg: 'h is not well' },
    )
    .end({ rc: 2, others: { g: g.status === 'unreachable' ? { unreachable: 1 } : { failures: 1 } } });
}

test.each([['run_once'], ['hostvars']])('a task of another host that has %s tells of the job, too', (word) => {
  expect(judged(redOn({ bound: [word] }))).toMatchObject({
    kind: 'surfaced',
    reason: 'failed',
    taskName: 'All went well',
    msg: 'h is not well',
  });
});

test('a healthy job for which such a task goes red is a false red', () => {
  expect(judged(redOn({ bound: ['run_once'] }), STRUCK, { harm: 'none', reach: 'job' })).toMatchObject({
    kind: 'false-red',
    taskName: 'All went well',
  });
});

test('another host that goes red by itself, or that is out of reach, shows nothing of the job', () => {
  expect(judged(redOn({}))).toMatchObject({ kind: 'errored', why: expect.stringContaining('g went red') });
  expect(judged(redOn({ bound: ['run_once'], status: 'unreachable' }))).toMatchObject({ kind: 'errored' });
});

test('what another host tells is told whole, and in the play’s time', () => {
  const facts = redOn({ bound: ['run_once'] }).facts();
  expect(judgeTrial({ ...facts, speed: 4 }, { job: facts.jobs[0], proof: STRUCK, effect: FATAL })).toEqual({
    kind: 'surfaced',
    reason: 'failed',
    taskName: 'All went well',
    place: { file: '/play.yml', line: 30 },
    delayMs: 10_800,
    msg: 'h is not well',
  });
});

test('the reason is that of the last reap that asked for the job, wherever it went red', () => {
  const unreachable = job()
    .collect({ rc: 1 }, {}, { failedWhen: true })
    .collect({ rc: 1, at: 3020 }, {}, { failedWhen: true })
    .collect({ failed: true, unreachable: true, at: 3050 }, { ignored: true, at: 3051 })
    .task({ task: 'All went well', bound: ['run_once'] }, { host: 'g', status: 'failed' });
  expect(judged(unreachable.end({ rc: 2, others: { g: { failures: 1 } } }))).toMatchObject({
    kind: 'surfaced',
    reason: 'unreachable',
  });
});

test('a host out of reach tells of a fault that strikes hosts, and of no other', () => {
  const out = redOn({ bound: ['run_once'], status: 'unreachable' });
  expect(judged(out, STRUCK, { harm: 'fatal', reach: 'host' })).toMatchObject({ kind: 'surfaced' });
});

test('the host that a job was delegated to tells of it with any task', () => {
  const facts = redOn({}).facts();
  const delegated = { ...facts, jobs: facts.jobs.map((one) => ({ ...one, on: 'g' })) };
  expect(judgeTrial(delegated, { job: delegated.jobs[0], proof: STRUCK, effect: FATAL })).toMatchObject({
    kind: 'surfaced',
    taskName: 'All went well',
  });
});

test('a red of which the history does not know the task shows nothing, and is told by its id', () => {
  const nameless = job()
    .event({
      ...{ type: 'result', at: 3200, task: 'id-7', host: 'g', item: null, status: 'failed' },
      ...{ ignored: false, changed: false },
    })
    .end({ rc: 2, others: { g: { failures: 1 } } });
  expect(judged(nameless)).toEqual({ kind: 'errored', why: 'g went red at "id-7", which does not tell of this job' });
  // On the host that the job was delegated to it does tell.
  const facts = nameless.facts();
  const delegated = { ...facts, jobs: facts.jobs.map((one) => ({ ...one, on: 'g' })) };
  expect(judgeTrial(delegated, { job: delegated.jobs[0], proof: STRUCK, effect: FATAL })).toMatchObject({
    kind: 'surfaced',
    taskName: 'id-7',
    place: undefined,
  });
});

describe('where another host went red at the reap of a job', () => {
  const other = { jid: 'j2.2', host: 'g' };
  /** The reap looks at what all hosts registered; `g` went red at it. */
  const redAt = (place: Place, reaps: readonly Partial<Reap>[], own: readonly Partial<Reap>[] = []) => {
    const history = new HistoryBuilder()
      .task({ task: 'reap', name: 'Wait', place, bound: ['hostvars'] }, { host: 'g', status: 'failed' })
      .end({ rc: 2, others: { g: { failures: 1 } } });
    const mine = jobOf({ end: 'failed', reaps: own.map((one) => reapOf(one)) });
    const another = jobOf({
      jid: other.jid,
      key: { ...mine.key, host: other.host },
      reaps: reaps.map((one) => reapOf({ host: other.host, ...one })),
    });
    return judgeTrial(factsOf([mine, another], history), { job: mine, proof: STRUCK, effect: FATAL });
  };

  test('of another job, which failed there, it shows nothing of this one', () => {
    expect(redAt(REAP_PLACE, [{ failed: true, verdict: 'collected-failed' }])).toMatchObject({ kind: 'errored' });
  });

  test.each<[string, Place, readonly Partial<Reap>[]]>([
    ['did not fail there', REAP_PLACE, [{}]],
    ['failed elsewhere', { file: '/play.yml', line: 77 }, [{ failed: true }]],
    ['failed nobody knows where', REAP_PLACE, [{ failed: true, place: undefined }]],
    ['was never reaped', REAP_PLACE, []],
  ])('of another job that %s, it tells of this one', (_, place, reaps) => {
    expect(redAt(place, reaps)).toMatchObject({ kind: 'surfaced', taskName: 'Wait' });
  });

  test('of this job itself, it tells of it', () => {
    expect(redAt(REAP_PLACE, [], [{ failed: true, ignored: true, verdict: 'collected-failed' }])).toMatchObject({
      kind: 'surfaced',
    });
  });
});

// A look that comes too late by chance.

const early = () => job().collect({ finished: false, until: false }).end().facts();
const late = () => job().collect({ failed: true, rc: 1, until: false }).end(RED);

test('a look that was content with a running job in the healthy run has not told, if it was late here', () => {
  const facts = late().facts();
  const against = (baseline: ReturnType<typeof early>, endless = false) =>
    judgeTrial(facts, { job: facts.jobs[0], proof: STRUCK, effect: { ...FATAL, endless } }, { baseline });
  expect(against(early())).toMatchObject({ kind: 'errored', why: expect.stringContaining('does not wait') });
  expect(against(early(), true)).toMatchObject({ kind: 'surfaced' });
  expect(against(job().collect({ rc: 0 }).end().facts())).toMatchObject({ kind: 'surfaced' });
});

describe('a look that was late', () => {
  const elsewhere = { file: '/play.yml', line: 50 };
  const late: Partial<Reap> = { failed: true, verdict: 'collected-failed', until: false };
  const content: Partial<Reap> = { verdict: 'saw-running', until: false };
  const kind = (own: readonly Partial<Reap>[], healthy: readonly Job[]) => {
    const mine = jobOf({ end: 'failed', reaps: own.map((one) => reapOf(one)) });
    const facts = factsOf([mine], new HistoryBuilder().end(RED));
    const baseline = factsOf(healthy);
    return judgeTrial(facts, { job: mine, proof: STRUCK, effect: FATAL }, { baseline }).kind;
  };
  const { key } = jobOf();
  const before = jobOf({ reaps: [reapOf(content)] });

  test('is the last reap that failed, and was not ignored, whoever came after it', () => {
    expect(kind([late], [before])).toBe('errored');
    expect(kind([late, { verdict: 'cleaned-up', place: elsewhere }], [before])).toBe('errored');
    expect(kind([late, { ...late, ignored: true, place: elsewhere }], [before])).toBe('errored');
  });

  test.each<[string, Partial<Job['key']>]>([
    ['task', { place: elsewhere }],
    ['item', { item: 1 }],
    ['repetition', { nth: 1 }],
  ])('is held against the same %s of the healthy run, on whichever host that ran', (_, other) => {
    const collected = jobOf({ key: { ...key, ...other }, reaps: [reapOf()] });
    expect(kind([late], [collected, jobOf({ key: { ...key, host: 'host-1' }, reaps: [reapOf(content)] })])).toBe(
      'errored',
    );
    expect(kind([late], [jobOf({ key: { ...key, ...other }, reaps: [reapOf(content)] })])).toBe('surfaced');
  });
});

test('on a machine that is too busy a red play says nothing of healthy work', () => {
  const red = (load: number) =>
    judged(
      job().collect({ failed: true, msg: 'Timeout exceeded' }).sighting({ type: 'load', load, processors: 2 }).end(RED),
      STRUCK,
      { harm: 'none', reach: 'job' },
    );
  expect(red(3)).toMatchObject({ kind: 'false-red' });
  expect(red(8.1)).toMatchObject({ kind: 'errored', why: expect.stringContaining('8.1 processes for 2 processors') });
});

test('a window that is too short by its numbers is a false red on any machine', () => {
  const gaveUp = (retries: number) =>
    judged(
      job()
        .collect({ finished: false, failed: true, attempts: retries + 1, retries, delay: 2 })
        .sighting({ type: 'load', load: 30, processors: 2 })
        .end(RED),
      STRUCK,
      { harm: 'none', reach: 'job' },
    );
  expect(gaveUp(2)).toMatchObject({ kind: 'false-red' });
  expect(gaveUp(8)).toMatchObject({ kind: 'errored' });
});

test('only the window of a reap that failed, and was not ignored, makes it so', () => {
  const busy = new HistoryBuilder().sighting({ type: 'load', load: 30, processors: 2 }).end(RED);
  const short: Partial<Reap> = { failed: true, verdict: 'gave-up', attempts: 3, retries: 2, delay: 2 };
  const long: Partial<Reap> = { ...short, attempts: 9, retries: 8 };
  const red = (...reaps: readonly Partial<Reap>[]) => {
    const mine = jobOf({ reaps: reaps.map((one) => reapOf(one)) });
    return judgeTrial(factsOf([mine], busy), { job: mine, proof: STRUCK, effect: { harm: 'none', reach: 'job' } }).kind;
  };
  expect(red(short, {})).toBe('false-red');
  expect(red({ retries: 2 }, long)).toBe('errored');
  expect(red({ ...short, ignored: true }, long)).toBe('errored');
});

test('what the job should have made is missed by nobody on a machine that had no time to make it', () => {
  const missed = (load: number, reach: 'job' | 'host' = 'job') =>
    judged(
      job()
        .task({ task: 'wait for its file' }, { status: 'failed', msg: 'Timeout' })
        .sighting({ type: 'load', load, processors: 2 })
        .end(RED),
      STRUCK,
      { harm: 'fatal', reach },
    );
  expect(missed(18, 'host')).toMatchObject({ kind: 'surfaced' });
  expect(missed(5)).toMatchObject({ kind: 'surfaced' });
  expect(missed(18)).toMatchObject({ kind: 'errored', why: expect.stringContaining('18 processes for 2 processors') });
});

test('a reap that was content with a running job has told as little, on such a machine; one that saw the failure has told', () => {
  const red = (verdict: Reap['verdict']) => {
    const mine = jobOf({ end: 'failed', reaps: [reapOf({ verdict })] });
    const history = new HistoryBuilder().sighting({ type: 'load', load: 18, processors: 2 }).end(RED);
    return judgeTrial(factsOf([mine], history), { job: mine, proof: STRUCK, effect: FATAL }).kind;
  };
  expect(red('saw-running')).toBe('errored');
  expect(red('collected-failed')).toBe('surfaced');
});
