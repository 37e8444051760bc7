import { expect, test } from 'vitest';
import { judgeTrial, type StruckJob } from '../../harness/checks/judge-trial.ts';
import type { Proof } from '../../harness/model/fault.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import { HistoryBuilder, REAP_PLACE } from './history-builder.ts';

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
