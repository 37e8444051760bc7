import { describe, expect, test } from 'vitest';
import { judgeTrial, type StruckJob } from '../../harness/checks/judge-trial.ts';
import type { Proof } from '../../harness/model/fault.ts';
import type { Reap } from '../../harness/model/job.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import { HistoryBuilder, LAUNCH_PLACE, REAP_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';

const STRUCK: Proof = { struck: true, at: 500, evidence: ['seen'] };
const FATAL = { harm: 'fatal', reach: 'job' } as const;
const RED = { rc: 2, stats: { failures: 1 } };
const CHECK_PLACE = { file: '/play.yml', line: 20 };
const FILE = { type: 'job-file', path: '/root/.ansible_async/j1.1', jid: 'j1.1', state: 'present' } as const;

const job = () => new HistoryBuilder().launch();
/** A later task that looks at what the job left, and is red. */
const check = (history: HistoryBuilder, over: Parameters<HistoryBuilder['task']>[1] = {}) =>
  history.task({ task: 'check', name: 'Check', place: CHECK_PLACE }, { status: 'failed', at: 3200, ...over });

function judged(history: HistoryBuilder, proof = STRUCK, effect: StruckJob['effect'] = FATAL): Outcome {
  const facts = history.facts();
  return judgeTrial(facts, { job: facts.jobs[0], proof, effect });
}

/** The same job, launched as another one; each launch has its reap. */
function launchOther(history: HistoryBuilder, over: { readonly host?: string } = {}): HistoryBuilder {
  const { host = 'h' } = over;
  return history.event({
    type: 'launch',
    at: 120,
    since: 60,
    task: 'launch',
    host,
    on: host,
    jid: 'j2.2',
    item: null,
    nth: 1,
    limit: 10,
    poll: 0,
    resultsFile: '/root/.ansible_async/j2.2',
  });
}

describe('what ends a trial before it is looked at', () => {
  test('without a job in this run the fault is missed, proven or not, red or green', () => {
    const green = new HistoryBuilder().end().facts();
    const outcome = { kind: 'missed', missing: 'the job was not launched in this run' };
    expect(judgeTrial(green, { job: undefined, proof: STRUCK, effect: FATAL })).toEqual(outcome);
    const red = new HistoryBuilder().end(RED).facts();
    expect(judgeTrial(red, { job: undefined, proof: { struck: false, missing: 'no receipt' }, effect: FATAL })).toEqual(
      outcome,
    );
  });

  test('an aborted run shows nothing, though the strike is proven and the play was red', () => {
    const history = job()
      .collect({ failed: true })
      .end({ ...RED, how: 'aborted' });
    expect(judged(history)).toEqual({ kind: 'errored', why: 'the run was aborted' });
  });

  test('an unproven strike in a run that ran out of time is missed, not hung', () => {
    expect(judged(job().end({ how: 'timed-out', rc: null }), { struck: false, missing: 'm' }).kind).toBe('missed');
  });

  test('a run that did not come to a recap for this host is errored, whatever other hosts have', () => {
    expect(judged(job())).toEqual({ kind: 'errored', why: 'the run left no end in its history' });
    const facts = launchOther(job(), { host: 'elsewhere' }).end(RED).facts();
    expect(judgeTrial(facts, { job: facts.jobs[1], proof: STRUCK, effect: FATAL })).toEqual({
      kind: 'errored',
      why: 'ansible-playbook ended with rc 2 and no recap for elsewhere',
    });
  });

  test('a run that came to no recap at all shows nothing', () => {
    const facts = { ...job().collect({ failed: true }).end({ rc: 250 }).facts(), recap: undefined };
    expect(judgeTrial(facts, { job: facts.jobs[0], proof: STRUCK, effect: FATAL })).toEqual({
      kind: 'errored',
      why: 'ansible-playbook ended with rc 250 and no recap for h',
    });
  });

  test('a hung run of which nothing else is known is told with its job', () => {
    const facts = factsOf([jobOf()], new HistoryBuilder().end({ how: 'timed-out', rc: null }));
    const run = { ...facts.run, started: undefined };
    expect(judgeTrial({ ...facts, run }, { job: facts.jobs[0], proof: STRUCK, effect: FATAL })).toEqual({
      kind: 'hung',
      budgetMs: 0,
      lastTask: undefined,
      place: LAUNCH_PLACE,
    });
  });

  test('a hung run names its budget and its last task; of a task without a place, that of the job', () => {
    const hung = judged(check(job()).end({ how: 'timed-out', rc: null }));
    expect(hung).toEqual({ kind: 'hung', budgetMs: 60_000, lastTask: 'Check', place: CHECK_PLACE });
    const nameless = job().event({
      type: 'task-start',
      at: 3100,
      task: 't',
      play: 'p',
      name: 'Nowhere',
      action: 'meta',
    });
    expect(judged(nameless.end({ how: 'timed-out', rc: null }))).toEqual({
      kind: 'hung',
      budgetMs: 60_000,
      lastTask: 'Nowhere',
      place: LAUNCH_PLACE,
    });
  });

  test('rc 2 without any failed host is an error of the run', () => {
    expect(judged(job().collect({ rc: 0 }).end({ rc: 2 }))).toEqual({
      kind: 'errored',
      why: 'ansible-playbook ended with rc 2, though no host had failed',
    });
    // Another host's failure explains the rc, and says nothing of this job.
    const other = job().end({ rc: 2, others: { g: { failures: 1 } } });
    expect(judged(other).kind).toBe('swallowed');
  });
});

describe('what turned the host red', () => {
  test('a red reap is told whole', () => {
    const outcome = judged(job().collect({ failed: true, rc: 1, msg: 'no' }, { msg: 'told by the play' }).end(RED));
    expect(outcome).toEqual({
      kind: 'surfaced',
      reason: 'failed',
      place: REAP_PLACE,
      taskName: 'Wait for the backup',
      delayMs: 2501,
      msg: 'told by the play',
    });
  });

  test('what the play says comes before what the reap said; without it that', () => {
    expect(judged(job().collect({ failed: true, rc: 1, msg: 'of the reap' }).end(RED))).toMatchObject({
      msg: 'of the reap',
    });
  });

  test('a red that the play tells of no task is told with the reap, and no delay', () => {
    const history = job().collect({ failed: true, rc: 1, msg: 'of the reap' }, { status: 'ok' }).end(RED);
    expect(judged(history)).toEqual({
      kind: 'surfaced',
      reason: 'failed',
      place: REAP_PLACE,
      taskName: 'Wait for the backup',
      delayMs: 0,
      msg: 'of the reap',
    });
  });

  test('without a reap either, it is told with the job', () => {
    expect(judged(job().end(RED))).toEqual({
      kind: 'surfaced',
      reason: 'failed',
      place: undefined,
      taskName: 'Start the backup',
      delayMs: 0,
      msg: undefined,
    });
  });

  test('unreachable alone is red, as a failure is', () => {
    const history = job()
      .collect({ failed: true, unreachable: true })
      .end({ rc: 4, stats: { unreachable: 1 } });
    expect(judged(history)).toMatchObject({ kind: 'surfaced', reason: 'unreachable' });
  });

  test('failures that were ignored, rescued before, of an item, or before the launch, are not what ended the host', () => {
    const end = { kind: 'surfaced', taskName: 'Check' };
    expect(
      judged(check(job(), { at: 3200 }).task({ task: 'late' }, { status: 'failed', ignored: true }).end(RED)),
    ).toMatchObject(end);
    expect(judged(check(job()).task({ task: 'late' }, { status: 'failed', item: 0 }).end(RED))).toMatchObject(end);
    expect(judged(check(job()).task({ task: 'late' }, { status: 'skipped' }).end(RED))).toMatchObject(end);
    expect(judged(check(job()).task({ task: 'late' }, { host: 'g', status: 'failed' }).end(RED))).toMatchObject(end);
    const before = check(job(), { at: 98 }).end(RED);
    expect(judged(before)).toMatchObject({ kind: 'surfaced', taskName: 'Start the backup' });
    // The launch itself may be what failed, and is told as the job is.
    expect(judged(check(job(), { at: 99 }).end(RED))).toMatchObject(end);
  });

  test('the delay is one of the play’s time', () => {
    const facts = check(job(), { at: 1500 }).end(RED).facts();
    expect(judgeTrial({ ...facts, speed: 4 }, { job: facts.jobs[0], proof: STRUCK, effect: FATAL })).toMatchObject({
      delayMs: 4000,
    });
  });

  test.each([
    [{ status: 'unreachable' as const }, 'unreachable'],
    [{ msg: 'Failed to connect to the host via ssh' }, 'unreachable'],
    [{ msg: 'the result could not be sent to remote host' }, 'unreachable'],
    [{ msg: 'assertion failed' }, 'failed'],
    [{}, 'failed'],
  ])('a later task that is red with %j: %s', (over, reason) => {
    expect(judged(check(job(), over).end(RED))).toMatchObject({ kind: 'surfaced', reason });
  });

  test('a later task that is red after the job ran into its limit, or was lost, says so', () => {
    const written = job().sighting({ ...FILE, finished: true, failed: true, timedOut: true });
    expect(judged(check(written).end(RED))).toMatchObject({ kind: 'surfaced', reason: 'timed-out' });
    const lost = job()
      .sighting({ ...FILE, finished: false })
      .sighting({ ...FILE, state: 'gone', at: 1500 });
    expect(judged(check(lost).end(RED))).toMatchObject({ kind: 'surfaced', reason: 'lost' });
  });

  test('of several reaps the one that failed gives the reason, and not who tidied up after it', () => {
    const history = job()
      .collect({ finished: false, failed: true })
      .collect({ task: 'tidy', mode: 'cleanup', at: 3500 });
    expect(judged(history.end(RED))).toMatchObject({ kind: 'surfaced', reason: 'retries-exhausted' });
  });

  test('a reap that was skipped gives no reason of its own', () => {
    const history = check(job().collect({ skipped: true, finished: false }), { status: 'unreachable' }).end(RED);
    expect(judged(history)).toMatchObject({ reason: 'unreachable', taskName: 'Check' });
  });

  test('the limit is told by what the host wrote as well as by the message', () => {
    const written = job().sighting({ ...FILE, finished: true, failed: true, timedOut: true });
    expect(judged(written.collect({ failed: true, rc: 1 }).end(RED))).toMatchObject({ reason: 'timed-out' });
  });

  test.each([
    [{ rc: 1, msg: 'Traceback (most recent call last)' }, 'failed'],
    [{ msg: 'MODULE FAILURE' }, 'crashed'],
    [{ msg: 'Module failed' }, 'crashed'],
    [{ msg: 'a nonJSON answer' }, 'crashed'],
    [{ msg: 'a non-JSON answer' }, 'crashed'],
    [{ msg: 'could not deserialize' }, 'crashed'],
    [{}, 'failed'],
  ])('a reap %j is %s: a module that answers with an rc has not crashed', (collect, reason) => {
    expect(
      judged(
        job()
          .collect({ failed: true, ...collect })
          .end(RED),
      ),
    ).toMatchObject({ reason });
  });
});

describe('other jobs of the host', () => {
  const both = () => launchOther(job());

  test('red for another job, before this one was looked at, tells nothing of this one', () => {
    expect(judged(both().collect({ jid: 'j2.2', failed: true, rc: 1, msg: 'no' }).end(RED))).toEqual({
      kind: 'errored',
      why: '"Wait for the backup" went red for another job, before this one was looked at: no',
    });
    const mute = both().collect({ jid: 'j2.2', failed: true, rc: 1 }, { msg: 'm' }).end(RED);
    expect(judged(mute)).toMatchObject({ why: expect.stringMatching(/looked at$/) });
  });

  test('nor of healthy work: that is no false red', () => {
    const history = both().collect({ jid: 'j2.2', failed: true, rc: 1 }).end(RED);
    expect(judged(history, STRUCK, { harm: 'none', reach: 'job' }).kind).toBe('errored');
  });

  describe('at one place', () => {
    /** The host went red at it, where both jobs were asked for. */
    const red = (own: Partial<Reap>, other: Partial<Reap>) => {
      const history = new HistoryBuilder()
        .task({ task: 'reap', name: 'Wait', place: REAP_PLACE }, { status: 'failed' })
        .end(RED);
      const mine = jobOf({ end: 'failed', reaps: [reapOf(own)] });
      const another = jobOf({ jid: 'j2.2', key: { ...mine.key, nth: 1 }, reaps: [reapOf(other)] });
      const facts = factsOf([mine, another], history);
      return judgeTrial(facts, { job: mine, proof: STRUCK, effect: FATAL }).kind;
    };
    const failed: Partial<Reap> = { failed: true, verdict: 'collected-failed' };

    test.each<[string, Partial<Reap>]>([
      ['was ignored', { ...failed, ignored: true }],
      ['took the failure for well', { verdict: 'collected-failed' }],
    ])('it is the other’s where this job’s own reap %s', (_, own) => {
      expect(red(own, failed)).toBe('errored');
    });

    test.each<[string, Partial<Reap>]>([
      ['went well', {}],
      ['was ignored', { ...failed, ignored: true }],
      ['stands nobody knows where', { ...failed, place: undefined }],
    ])('it is not the other’s where its reap %s', (_, other) => {
      expect(red({ ...failed, ignored: true }, other)).toBe('surfaced');
    });
  });

  test('a fault of the whole host is what made it red', () => {
    const history = both().collect({ jid: 'j2.2', failed: true, unreachable: true }).end(RED);
    expect(judged(history, STRUCK, { harm: 'fatal', reach: 'host' })).toMatchObject({
      kind: 'surfaced',
      reason: 'unreachable',
      place: REAP_PLACE,
    });
  });

  test('it does not count where this job had its own red reap, nor where it was ignored, or is of another place', () => {
    const own = both()
      .collect({ failed: true, rc: 1 })
      .collect({ jid: 'j2.2', failed: true, rc: 1, at: 3500 }, { at: 3501 })
      .end(RED);
    expect(judged(own)).toMatchObject({ kind: 'surfaced', reason: 'failed' });
    const ignored = both().collect({ jid: 'j2.2', failed: true, rc: 1 }, { ignored: true });
    expect(judged(check(ignored).end(RED))).toMatchObject({ kind: 'surfaced', taskName: 'Check' });
    const elsewhere = check(both().collect({ jid: 'j2.2', failed: true, rc: 1 }), { at: 3300 });
    expect(judged(elsewhere.end(RED))).toMatchObject({ kind: 'surfaced', taskName: 'Check' });
  });

  test('a job of another host is not this host’s affair', () => {
    const history = launchOther(job(), { host: 'g' });
    history.collect({ jid: 'j2.2', host: 'g', failed: true, rc: 1 }, { status: 'failed' });
    expect(judged(history.end({ ...RED, others: { g: { failures: 1 } } }))).toMatchObject({ kind: 'surfaced' });
  });

  test('a reap on another host that failed tells of the job; one that was ignored or went well does not', () => {
    const on = (over: object, result: object = {}) =>
      job()
        .collect({ host: 'g', ...over }, { host: 'g', ...result })
        .end({ rc: 2, others: { g: { failures: 1 } } });
    expect(judged(on({ failed: true, rc: 1 }))).toMatchObject({ kind: 'surfaced', reason: 'failed' });
    expect(judged(on({ failed: true, rc: 1 }, { ignored: true })).kind).toBe('swallowed');
    expect(judged(on({ rc: 1 })).kind).toBe('swallowed');
  });
});

describe('a red that was taken back', () => {
  const red = () => job().collect({ failed: true, rc: 1 });
  const at = { file: '/play.yml', line: 40 };
  const cleared = { kind: 'swallowed', how: 'cleared-errors', taskName: 'Wait for the backup', place: REAP_PLACE };

  test('clear_host_errors after it swallows it, and is named', () => {
    const history = red().event({ type: 'errors-cleared', at: 3001, host: 'h', place: at }).end(RED);
    expect(judged(history)).toEqual({ ...cleared, by: at });
  });

  test('one before it, or of another host, does not', () => {
    expect(judged(red().event({ type: 'errors-cleared', at: 3000, host: 'h', place: at }).end(RED)).kind).toBe(
      'surfaced',
    );
    expect(judged(red().event({ type: 'errors-cleared', at: 3500, host: 'g', place: at }).end(RED)).kind).toBe(
      'surfaced',
    );
  });

  test('rc 0 over a failed host swallows it, by nobody knows what', () => {
    expect(judged(red().end({ ...RED, rc: 0 }))).toEqual({ ...cleared, by: undefined });
  });

  test('of several that were cleared the one of this host is named; without it the first, which ran for the hosts that were left', () => {
    const other = { file: '/play.yml', line: 41 };
    const elsewhere = () => red().event({ type: 'errors-cleared', at: 3500, host: 'g', place: other });
    expect(judged(elsewhere().end({ ...RED, rc: 0 }))).toEqual({ ...cleared, by: other });
    const both = elsewhere().event({ type: 'errors-cleared', at: 3600, host: 'h', place: at });
    expect(judged(both.end({ ...RED, rc: 0 }))).toEqual({ ...cleared, by: at });
  });

  test('a false red is told as such, and not as taken back', () => {
    const history = job()
      .sighting({ ...FILE, finished: true, rc: 0 })
      .collect({ finished: false, failed: true, msg: 'm' })
      .end(RED);
    expect(judged(history, STRUCK, { harm: 'none', reach: 'job' })).toEqual({
      kind: 'false-red',
      reason: 'retries-exhausted',
      taskName: 'Wait for the backup',
      place: REAP_PLACE,
      msg: 'm',
    });
  });
});

test('a job whose end nobody saw is well only where nothing was done to it', () => {
  const unseen = () => job().collect({ rc: 0, finished: false, until: false }).end();
  expect(judged(unseen(), STRUCK, { harm: 'none', reach: 'job' }).kind).toBe('unharmed');
  expect(judged(unseen(), STRUCK, { harm: 'outage', reach: 'host' }).kind).toBe('swallowed');
  const failed = () =>
    job()
      .sighting({ ...FILE, finished: true, failed: true, rc: 1 })
      .end();
  expect(judged(failed(), STRUCK, { harm: 'none', reach: 'job' }).kind).toBe('swallowed');
});
