import { describe, expect, test } from 'vitest';
import { notCovered } from '../../harness/checks/coverage.ts';
import { falseReds } from '../../harness/checks/false-red.ts';
import { headroom } from '../../harness/checks/headroom.ts';
import { hungPlays } from '../../harness/checks/hung-play.ts';
import { lostFailure } from '../../harness/checks/lost-failure.ts';
import { orphanedJobs } from '../../harness/checks/orphaned-jobs.ts';
import { orphansOf } from '../../harness/checks/orphans.ts';
import { rebootDuring, rebootedJobs } from '../../harness/checks/rebooted-job.ts';
import { refusalIn } from '../../harness/checks/refused.ts';
import { verdictOf } from '../../harness/checks/score.ts';
import { struckFalseReds } from '../../harness/checks/struck-false-red.ts';
import { stubsReport, unusedStubs, withStubs } from '../../harness/checks/stubs-used.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import type { RefusalReason } from '../../harness/model/event.ts';
import type { Job, Reap } from '../../harness/model/job.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { ProcessSeen } from '../../harness/model/sighting.ts';
import type { ModuleStub } from '../../harness/model/stub.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { HistoryBuilder, LAUNCH_PLACE, REAP_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';

const ELSEWHERE = { file: '/play.yml', line: 40 };

describe('false-red', () => {
  const gaveUp = (over: Partial<Reap> = {}) =>
    reapOf({ verdict: 'gave-up', failed: true, attempts: 9, retries: 8, delay: 2, at: 16_100, ...over });
  const found = (job: Partial<Job>, speed = 1) => falseReds({ ...factsOf([jobOf(job)]), speed });

  test('a reap that gave up on a running job is told with both numbers, and with the window that would do', () => {
    expect(found({ end: 'running', reaps: [gaveUp()] })).toEqual([
      {
        rule: 'false-red',
        severity: 'error',
        confidence: 'certain',
        message:
          '"Wait for the backup" gave up 16.0 s after the launch of "Start the backup", which was still running and may run for 10 s',
        place: REAP_PLACE,
        evidence: [
          'job j1.1 on h: running when the reap ended',
          'limit (async): 10 s; window (retries × delay): 8 × 2 s = 16 s; attempts: 9',
        ],
        remedy: 'make the window outlast the limit: with delay: 2, retries: 13 at least',
        related: [{ place: LAUNCH_PLACE, message: 'the job, launched at /play.yml:5' }],
      },
    ]);
  });

  test('in a faster play the wait is told in the play’s time', () => {
    expect(found({ end: 'running', reaps: [gaveUp()] }, 10)[0]?.message).toContain('160.0 s after');
  });

  test('a job that its limit stopped is told as such, at the launch', () => {
    const reaps = [reapOf({ verdict: 'collected-failed', failed: true })];
    expect(found({ end: 'timed-out', reaps })).toMatchObject([
      {
        message: '"Start the backup" was stopped at its limit of 10 s with no fault at work: async is too small for it',
        place: LAUNCH_PLACE,
        remedy: 'raise async well above the worst real runtime of "Start the backup"',
      },
    ]);
  });

  test('a keep-alive has no window but a poll', () => {
    const reaps = [gaveUp({ via: 'keep-alive', place: undefined, attempts: 1 })];
    expect(found({ end: 'unknown', poll: 3, reaps })).toMatchObject([
      { place: LAUNCH_PLACE, evidence: [expect.anything(), 'limit (async): 10 s; poll: 3 s; attempts: 1'] },
    ]);
  });

  test('a window that nobody knows is said to be unknown; the delay is then Ansible’s own', () => {
    const reaps = [gaveUp({ retries: undefined, delay: undefined, via: 'keep-alive' })];
    expect(found({ end: 'running', reaps })[0]?.remedy).toBe(
      'make the window outlast the limit: with delay: 5, retries: 5 at least',
    );
    const over = [reapOf({ verdict: 'collected-failed', failed: true, retries: undefined, delay: undefined })];
    expect(found({ end: 'timed-out', reaps: over })[0]?.evidence[1]).toContain('? × ? s = ? s');
  });

  test.each<[string, Partial<Job>]>([
    ['the job had failed', { end: 'failed', reaps: [gaveUp()] }],
    ['the job was lost', { end: 'lost', reaps: [gaveUp()] }],
    ['the reap has attempts left', { end: 'running', reaps: [gaveUp({ attempts: 8 })] }],
    ['the reap was ignored', { end: 'running', reaps: [gaveUp({ ignored: true })] }],
    ['the reap did not fail', { end: 'running', reaps: [gaveUp({ failed: false })] }],
    ['the job was not found', { end: 'timed-out', reaps: [gaveUp({ verdict: 'not-found' })] }],
    ['the reap told of a failure', { end: 'failed', reaps: [gaveUp({ verdict: 'collected-failed' })] }],
    [
      'the reap told of a failure that nobody saw',
      { end: 'running', reaps: [gaveUp({ verdict: 'collected-failed' })] },
    ],
    ['nobody reaped it', { end: 'timed-out' }],
  ])('none where %s', (_, job) => {
    expect(found(job)).toEqual([]);
  });

  test('none where the play itself rebooted the host', () => {
    const history = new HistoryBuilder()
      .sighting({ type: 'boot', bootId: 'a', at: 10 })
      .task({ task: 'r', action: 'ansible.builtin.reboot' }, { at: 2000 })
      .sighting({ type: 'boot', bootId: 'b', at: 2500 })
      .end();
    expect(falseReds(factsOf([jobOf({ end: 'running', reaps: [gaveUp()] })], history))).toEqual([]);
  });
});

describe('headroom', () => {
  const job = (over: Partial<BaselineJob>): BaselineJob => ({
    key: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
    taskName: 'Start the backup',
    limit: 100,
    poll: 0,
    runtimeS: 10,
    windowS: 120,
    reapPlace: REAP_PLACE,
    reaped: true,
    ...over,
  });

  test('each warning has what was seen and what would do', () => {
    const tight = { rule: 'tight-limit', severity: 'warning', confidence: 'likely', place: LAUNCH_PLACE };
    expect(headroom([job({ runtimeS: 60 })], 2)).toEqual([
      {
        ...tight,
        message: '"Start the backup" took 60.0 s of its limit of 100 s: 1.7 times its runtime, less than 2 times',
        evidence: ['observed runtime 60.0 s, async: 100'],
        remedy: 'set async to 180 or more, and the reap window above that',
      },
    ]);
    const window = { severity: 'warning', confidence: 'certain', place: REAP_PLACE };
    const remedy = 'raise retries so that retries × delay is at least 115 s';
    expect(headroom([job({ windowS: 60 })], 2)).toEqual([
      {
        ...window,
        rule: 'window-below-limit',
        message:
          'the reap of "Start the backup" waits 60 s, the job may take 100 s: a slow but healthy job would be called failed',
        evidence: ['window (retries × delay): 60 s, async: 100'],
        remedy,
      },
    ]);
    expect(headroom([job({ windowS: 40, runtimeS: 45 })], 2)).toEqual([
      {
        ...window,
        rule: 'window-below-runtime',
        message:
          'the reap of "Start the backup" waits 40 s, the job took 45.0 s: it was over in time only for what else the play did meanwhile',
        evidence: ['window (retries × delay): 40 s, observed runtime 45.0 s, async: 100'],
        remedy,
      },
    ]);
    expect(headroom([job({ poll: 100, windowS: undefined })], 2)).toEqual([
      {
        rule: 'coarse-poll',
        severity: 'warning',
        confidence: 'certain',
        message: '"Start the backup" is asked only once in its limit (poll: 100, async: 100)',
        place: LAUNCH_PLACE,
        evidence: ['poll: 100, async: 100'],
        remedy: 'set poll to 10 or so',
      },
    ]);
  });

  test.each([
    [4, 20],
    [19, 60],
    [20, 60],
    [21, 120],
    [200, 600],
    [201, 1200],
  ])('after %d s a limit of %d is proposed: round, and half above the factor', (runtimeS, limit) => {
    expect(headroom([job({ runtimeS, limit: 1, windowS: undefined })], 2)[0]?.remedy).toContain(`async to ${limit} `);
  });

  test('without a limit, or a poll, there is nothing to be too close to', () => {
    expect(headroom([job({ limit: 0 })], 2)).toEqual([]);
    expect(headroom([job({ limit: 0, windowS: undefined, poll: 0 })], 2)).toEqual([]);
    expect(headroom([job({ windowS: 60, runtimeS: undefined })], 2)).toMatchObject([{ rule: 'window-below-limit' }]);
    expect(headroom([job({ windowS: 60, reapPlace: undefined })], 2)).toMatchObject([{ place: LAUNCH_PLACE }]);
    expect(headroom([job({ poll: 9, limit: 5, windowS: undefined })], 2)).toMatchObject([
      { rule: 'tight-limit' },
      { rule: 'coarse-poll', remedy: 'set poll to 1 or so' },
    ]);
  });
});

function trial(outcome: Outcome): TrialResult {
  const job = { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 };
  return {
    trial: { kind: 'fault', id: 't', job, taskName: 'Start the backup', fault: 'slow' },
    outcome,
    evidence: ['it struck'],
    wallMs: 1,
    folder: 'f',
  };
}
const GREEN = trial({ kind: 'unharmed', reaped: true });

test('hung-play: what hung, where, and after what', () => {
  const hung = (over: object) => trial({ kind: 'hung', budgetMs: 61_000, lastTask: 'Wait', place: ELSEWHERE, ...over });
  expect(hungPlays([GREEN, hung({})])).toEqual([
    {
      rule: 'hung-play',
      severity: 'error',
      confidence: 'certain',
      message: 'the play gave no verdict within 61 s after "Start the backup" went wrong (slow)',
      place: ELSEWHERE,
      evidence: ['it struck', 'last task started: Wait'],
      remedy: 'bound every wait: retries and delay on the reap, async on the task that waits',
    },
  ]);
  expect(hungPlays([hung({ lastTask: undefined, place: undefined })])).toMatchObject([
    { place: LAUNCH_PLACE, evidence: ['it struck', 'last task started: none'] },
  ]);
});

test('false-red of a trial: what the play said, and which job was well', () => {
  const red = (over: object) =>
    trial({ kind: 'false-red', reason: 'timed-out', taskName: 'Wait', place: ELSEWHERE, msg: 'm', ...over });
  expect(struckFalseReds([GREEN, red({})])).toEqual([
    {
      rule: 'false-red',
      severity: 'error',
      confidence: 'certain',
      message: '"Wait" went red (timed-out) although "Start the backup" was well (slow)',
      place: ELSEWHERE,
      evidence: ['it struck', 'the play said: m'],
      remedy: 'give the limit (async) and the reap window (retries × delay) room for a bad day',
      related: [{ place: LAUNCH_PLACE, message: 'the job' }],
    },
  ]);
  expect(struckFalseReds([red({ msg: undefined, place: undefined })])).toMatchObject([
    { place: LAUNCH_PLACE, evidence: ['it struck'] },
  ]);
});

describe('stubs', () => {
  const place = { file: '/stubs.yml', line: 3 };
  const stub: ModuleStub = {
    kind: 'module',
    module: 'cloud.*',
    task: undefined,
    at: undefined,
    result: {},
    changed: true,
    delayMs: 0,
    fail: undefined,
    place,
  };

  test('those that answered are told once each, in their order', () => {
    const used = (...stubs: number[]) => {
      const history = new HistoryBuilder().launch();
      for (const one of stubs) history.event({ type: 'stub', at: 1, stub: one, of: 'module', name: 'cloud.vm' });
      return withStubs(history.facts());
    };
    expect(used(10, 9, 10)).toEqual({ stubs: [9, 10] });
    expect(used()).toEqual({});
  });

  test('each is reported with the runs that it answered in; one without any is a note', () => {
    expect(stubsReport(undefined, [stub], [])).toBeUndefined();
    expect(stubsReport('/stubs.yml', undefined, [])).toEqual({ file: '/stubs.yml', stubs: [] });
    const other = { ...stub, module: 'cloud.vm' };
    const report = stubsReport('/stubs.yml', [stub, other], [{}, { stubs: [0] }, { stubs: [0] }]);
    expect(report).toEqual({
      file: '/stubs.yml',
      stubs: [
        { title: 'cloud.*', place, runs: 2 },
        { title: 'cloud.vm', place, runs: 0 },
      ],
    });
    expect(report && unusedStubs(report)).toEqual([
      {
        rule: 'stub-unused',
        severity: 'note',
        confidence: 'certain',
        message: 'no run used the stub of cloud.vm',
        place,
        evidence: [],
        remedy: expect.stringContaining('mend its name'),
      },
    ]);
  });
});

describe('orphans', () => {
  const seen = (pid: number, state: 'alive' | 'gone', at: number, over: Partial<ProcessSeen> = {}) =>
    ({ type: 'process', pid, startTicks: pid, state, at, jid: 'j1.1', role: 'descendant', ...over }) as const;
  const orphans = (...sightings: Parameters<HistoryBuilder['sighting']>[0][]) => {
    const history = new HistoryBuilder().launch().end();
    for (const one of sightings) history.sighting(one);
    return orphansOf(history.facts());
  };

  test('is told whole', () => {
    const history = new HistoryBuilder()
      .launch()
      .sighting(seen(7, 'alive', 200))
      .sighting(seen(8, 'alive', 200))
      .end()
      .sighting({ type: 'probe', state: 'stopped', at: 9_100 });
    expect(orphanedJobs(history.facts())).toEqual([
      {
        rule: 'orphaned-job',
        severity: 'warning',
        confidence: 'certain',
        message: '"Start the backup" was still running on h when the play had ended',
        place: LAUNCH_PLACE,
        evidence: ['job j1.1, pid 7, 8: still there 5.0 s after the play'],
        remedy: expect.stringContaining('reap it with async_status'),
      },
    ]);
  });

  test('a run that did not end has none', () => {
    expect(
      orphansOf(
        new HistoryBuilder()
          .launch()
          .sighting(seen(7, 'alive', 200))
          .facts(),
      ),
    ).toEqual([]);
  });

  test('several that end: the last one counts, and one without an end keeps all open', () => {
    const [a, b] = [seen(7, 'alive', 200), seen(8, 'alive', 200)];
    expect(orphans(a, b, seen(7, 'gone', 8_100), seen(8, 'gone', 9_100))).toMatchObject([
      { pids: [7, 8], livedMs: 5_000, ended: true },
    ]);
    expect(orphans(a, b, seen(7, 'gone', 8_100), { type: 'probe', state: 'stopped', at: 10_100 })).toMatchObject([
      { livedMs: 6_000, ended: false },
    ]);
  });

  test('the wrapper’s own id lacks the pid; other jobs, other hosts and what only went are nobody’s', () => {
    expect(orphans(seen(7, 'alive', 200, { jid: 'j1' }))).toHaveLength(1);
    expect(orphans(seen(7, 'alive', 200, { jid: 'j2.1' }))).toEqual([]);
    expect(orphans(seen(7, 'alive', 200, { host: 'g' }))).toEqual([]);
    expect(orphans(seen(7, 'gone', 200))).toEqual([]);
    const long = new HistoryBuilder()
      .launch()
      .end()
      .sighting(seen(7, 'alive', 200, { jid: 'j12' }));
    expect(orphansOf(factsOf([jobOf({ jid: 'j12.345' })], long))).toHaveLength(1);
  });

  test('a process that ends with the play is reported gone up to 2.5 s later', () => {
    expect(orphans(seen(7, 'alive', 200), seen(7, 'gone', 6_600))).toEqual([]);
    expect(orphans(seen(7, 'alive', 200), seen(7, 'gone', 6_601))).toHaveLength(1);
  });

  test('a pid that was given anew is another process', () => {
    const gone = seen(7, 'gone', 300, { startTicks: 6 });
    expect(orphans(seen(7, 'alive', 200), gone)).toHaveLength(1);
    expect(orphans(seen(7, 'alive', 200), { ...gone, pid: 9, startTicks: 7 })).toHaveLength(1);
  });

  test('only a reboot of its own host, after it was seen, has ended it', () => {
    const boot = (bootId: string, at: number, host = 'h') => ({ type: 'boot' as const, bootId, at, host });
    const alive = seen(7, 'alive', 2_000);
    expect(orphans(boot('a', 100), alive, boot('b', 3_000))).toEqual([]);
    expect(orphans(boot('a', 100), boot('b', 1_000), alive, boot('b', 3_000))).toHaveLength(1);
    expect(orphans(boot('a', 100), alive, boot('b', 3_000, 'g'))).toHaveLength(1);
    expect(orphans(boot('a', 100), boot('b', 2_000), alive, boot('b', 2_100))).toHaveLength(1);
    // Seen before the first boot id was: that is the one that it lived in.
    expect(orphans(alive, boot('a', 2_100), boot('b', 3_000))).toEqual([]);
    expect(orphans(alive, boot('a', 2_100))).toHaveLength(1);
  });
});

describe('killed by the play’s own reboot', () => {
  const rebooting = (over: { readonly action?: string; readonly bootId?: string; readonly host?: string } = {}) =>
    new HistoryBuilder()
      .sighting({ type: 'boot', bootId: 'a', at: 100 })
      .task({ task: 'other', name: 'Before' }, { at: 150 })
      .task(
        { task: 'r', name: 'Restart it', action: over.action ?? 'reboot', place: ELSEWHERE },
        { at: 2000, host: over.host ?? 'h' },
      )
      .sighting({ type: 'boot', bootId: over.bootId ?? 'b', at: 2500 })
      .end();
  const lost = (over: Partial<Job> = {}) => jobOf({ end: 'lost', ...over });

  test('is told whole, with the reboot', () => {
    expect(rebootedJobs(factsOf([lost()], rebooting()), [])).toEqual([
      {
        rule: 'killed-by-reboot',
        severity: 'error',
        confidence: 'certain',
        message:
          '"Start the backup" was killed by the play\'s own reboot of h: "Restart it" (/play.yml:40) came before its end',
        place: LAUNCH_PLACE,
        evidence: ['job j1.1: no result was ever written; the boot id of h changed after its launch'],
        remedy: 'reap it with async_status before "Restart it", or launch it after the reboot',
        related: [{ place: ELSEWHERE, message: 'the reboot' }],
      },
    ]);
    const reaped = factsOf([lost({ reaps: [reapOf()] })], rebooting());
    expect(rebootedJobs(reaped, [])).toMatchObject([
      { remedy: 'reap it before the reboot: move "Wait for the backup" before "Restart it"' },
    ]);
  });

  test.each(['succeeded', 'failed', 'timed-out'] as const)('none of a job that %s', (end) => {
    expect(rebootedJobs(factsOf([lost({ end })], rebooting()), [])).toEqual([]);
  });

  test('none without another boot id, of another host, by another module, or before the launch', () => {
    const found = (history: HistoryBuilder, job = lost()) => rebootDuring(factsOf([job], history), job);
    expect(found(rebooting())).toEqual({ taskName: 'Restart it', place: ELSEWHERE });
    expect(found(rebooting({ action: 'ansible.builtin.reboot' }))).toBeDefined();
    expect(found(rebooting({ bootId: 'a' }))).toBeUndefined();
    expect(found(rebooting({ action: 'rebooter' }))).toBeUndefined();
    expect(found(rebooting({ action: 'reboot_all' }))).toBeUndefined();
    expect(found(rebooting({ host: 'g' }))).toBeUndefined();
    expect(found(rebooting(), lost({ on: 'g' }))).toBeUndefined();
    expect(found(rebooting(), lost({ launchedAt: 2500 }))).toBeUndefined();
    expect(found(rebooting(), lost({ launchedAt: 2001 }))).toBeUndefined();
    expect(found(rebooting(), lost({ launchedAt: 50 }))).toBeDefined();
  });

  test('another job that cuts the connection is the reboot; of its own it is no victim', () => {
    const cutting = jobOf({
      key: { host: 'h', place: ELSEWHERE, item: null, nth: 0 },
      taskName: 'Reboot now',
      end: 'lost',
    });
    const source = (cuts: boolean) => [
      { place: ELSEWHERE, class: cuts ? ('connection-cutting' as const) : ('plain' as never) } as never,
    ];
    const history = () => rebooting({ action: 'command' });
    const job = lost();
    expect(rebootDuring(factsOf([job, cutting], history()), job, source(true))).toEqual({
      taskName: 'Reboot now',
      place: ELSEWHERE,
    });
    expect(rebootDuring(factsOf([job, cutting], history()), cutting, source(true))).toBeUndefined();
    expect(rebootDuring(factsOf([job, cutting], history()), job, source(false))).toBeUndefined();
    const onOther = { ...cutting, on: 'g' };
    expect(rebootDuring(factsOf([job, onOther], history()), job, source(true))).toBeUndefined();
  });
});

describe('refused', () => {
  const refused = (why: RefusalReason, over: object = {}) =>
    refusalIn(
      new HistoryBuilder()
        .launch()
        .event({ type: 'refused', at: 1, host: 'h', on: 'db9', task: 'launch', connection: 'ssh', why, ...over })
        .facts(),
    );

  test.each<[RefusalReason, object, string]>([
    ['local', { on: 'localhost' }, '"Start the backup" would act on this machine: '],
    ['local', { on: '127.0.0.1' }, '"Start the backup" would act on this machine: '],
    ['local', { on: '::1' }, '"Start the backup" would act on this machine: '],
    ['local', {}, '"Start the backup" would act on this machine, for db9: '],
    ['no-double', {}, '"Start the backup" would reach db9, which is no host of ours: '],
    ['no-machine', { task: undefined }, 'a task would reach db9 in a way that no host of ours can stand for: '],
    ['own-plugin', { task: 'gone' }, 'a task would reach db9 by a connection plugin of the project'],
    ['nameless', {}, '"Start the backup" makes a connection of its own, and nobody knows where it leads: '],
    ['no-double', { on: '' }, '"Start the backup" would reach a host that nobody has named, which'],
  ])('%s %j', (why, over, what) => {
    const error = refused(why, over);
    expect(error).toMatchObject({ code: 'connection-refused', kind: 'usage' });
    expect(error?.message).toContain(what);
  });

  test('names the host of the play where another was meant', () => {
    expect(refused('no-double')?.message).toContain('a connection of the kind ssh to db9, for h');
    expect(refused('no-double', { host: '' })?.message).not.toContain('for h');
    expect(refused('no-double', { on: 'h' })?.message).toMatch(/to h\n/);
  });
});

describe('how a failure was lost', () => {
  const lost = (reaps: readonly Reap[], job: Partial<Job> = {}, others: readonly Job[] = []) => {
    const one = jobOf({ end: 'failed', reaps, ...job });
    return lostFailure(factsOf([one, ...others]), one, undefined);
  };

  test.each<[string, Partial<Reap>, Partial<Job>]>([
    ['ignore-unreachable', { failed: true, ignored: true, verdict: 'unreachable' }, {}],
    ['ignore-errors', { failed: true, ignored: true, verdict: 'collected-failed' }, {}],
    ['unexplained', { failed: true }, {}],
    ['unexplained', { failed: true, host: 'nowhere' }, {}],
    ['cleaned-up', { verdict: 'cleaned-up' }, {}],
    ['failed-when', { verdict: 'collected-failed', failedWhen: true }, {}],
    ['unexplained', { verdict: 'collected-failed' }, {}],
    ['failed-when', { verdict: 'not-found', failedWhen: true }, {}],
    ['unexplained', { verdict: 'not-found' }, {}],
    ['play-ended-first', { verdict: 'collected-ok' }, { end: 'succeeded' }],
    ['unexplained', { verdict: 'collected-ok' }, { end: 'failed' }],
    ['unexplained', { verdict: 'unreachable' }, {}],
    ['no-until', { verdict: 'saw-running', until: false }, {}],
    ['retries-zero', { verdict: 'saw-running', retries: 0 }, {}],
    ['until-met-early', { verdict: 'saw-running', attempts: 8, retries: 8, failedWhen: true }, {}],
    ['until-met-early', { verdict: 'saw-running', retries: undefined, failedWhen: true }, {}],
    ['failed-when', { verdict: 'saw-running', attempts: 9, retries: 8, failedWhen: true }, {}],
    ['until-met-early', { verdict: 'saw-running', attempts: 9, retries: 8 }, {}],
  ])('%s: %j', (how, reap, job) => {
    expect(lost([reapOf(reap)], job)).toMatchObject({ how, taskName: 'Wait for the backup', place: REAP_PLACE });
  });

  test('only an until is shown as written', () => {
    const written = { untilWritten: 'out is defined', register: 'out' };
    expect(lost([reapOf({ verdict: 'saw-running', ...written })])).toMatchObject({
      written: 'out is defined',
      register: 'out',
    });
    expect(lost([reapOf({ verdict: 'not-found', ...written })])).toMatchObject({ written: undefined, register: 'out' });
  });

  test('the last reap that asked counts; one that tidies up does so only alone, one that was skipped not at all', () => {
    const asked = reapOf({ verdict: 'not-found', taskName: 'Ask' });
    const tidy = reapOf({ verdict: 'cleaned-up', taskName: 'Tidy' });
    const skipped = reapOf({ verdict: 'skipped', taskName: 'Skipped' });
    expect(lost([asked, tidy, skipped]).taskName).toBe('Ask');
    expect(lost([tidy, skipped]).taskName).toBe('Tidy');
    expect(lost([skipped])).toEqual({ how: 'skipped', taskName: 'Skipped', place: REAP_PLACE });
    expect(lost([])).toEqual({ how: 'never-reaped', taskName: undefined, place: undefined });
  });

  test('a second reap of another job of this host was meant for this one', () => {
    const first = reapOf({ taskName: 'First' });
    const second = reapOf({ taskName: 'Second', place: ELSEWHERE });
    const other = (over: Partial<Job>) => jobOf({ jid: 'j2.2', reaps: [first, second], ...over });
    expect(lost([], {}, [other({})])).toEqual({ how: 'reaped-another', taskName: 'Second', place: ELSEWHERE });
    const none = { how: 'never-reaped', taskName: undefined, place: undefined };
    expect(lost([], {}, [other({ key: { host: 'g', place: ELSEWHERE, item: null, nth: 0 } })])).toEqual(none);
    expect(lost([], {}, [other({ reaps: [first, first] })])).toEqual(none);
    expect(lost([], {}, [other({ reaps: [] })])).toEqual(none);
    expect(lost([], {}, [other({ reaps: [first, { ...second, via: 'keep-alive' }] })])).toEqual(none);
    expect(lost([], {}, [other({ reaps: [first, { ...second, verdict: 'skipped' }] })])).toEqual(none);
    expect(lost([], {}, [other({ reaps: [] }), other({})])).toMatchObject({ how: 'reaped-another' });
  });

  test('a rescue is told only of the host that had it', () => {
    const one = jobOf({ end: 'failed', reaps: [reapOf({ failed: true })] });
    const rescued = (stats: object) => lostFailure(factsOf([one], new HistoryBuilder().end(stats)), one, undefined).how;
    expect(rescued({ stats: { rescued: 1 } })).toBe('rescued');
    expect(rescued({ others: { g: { rescued: 1 } } })).toBe('unexplained');
    expect(lostFailure(factsOf([one], new HistoryBuilder()), one, undefined).how).toBe('unexplained');
  });

  test('a reap that runs once, for another host’s job of the same task', () => {
    const one = jobOf({ end: 'failed' });
    const key = { host: 'g', place: LAUNCH_PLACE, item: null, nth: 0 };
    const runOnce = () => new HistoryBuilder().task({ task: 'w', place: REAP_PLACE, bound: ['run_once'] }).end();
    const how = (over: Partial<Job>, history = runOnce()) =>
      lostFailure(factsOf([one, jobOf({ jid: 'j3', key, reaps: [reapOf()], ...over })], history), one, undefined).how;
    expect(how({})).toBe('run-once');
    expect(how({ key: { ...key, host: 'h' } })).toBe('never-reaped');
    expect(how({ key: { ...key, place: ELSEWHERE } })).toBe('never-reaped');
    expect(how({ reaps: [reapOf({ place: ELSEWHERE })] })).toBe('never-reaped');
    expect(how({}, new HistoryBuilder().task({ task: 'w', place: REAP_PLACE }).end())).toBe('never-reaped');
  });
});

test('what is not covered names hosts only where there are some', () => {
  expect(notCovered([], factsOf([]), [])).toEqual([]);
});

test('a drill in which every fault was recovered or harmless is a pass; one in which nothing counted is unknown', () => {
  const score = { surfaced: 0, counted: 0, unharmed: 0, recovered: 0, uncounted: 0, notCovered: 0 };
  expect(verdictOf({ ...score, recovered: 1 }, [], false)).toBe('pass');
  expect(verdictOf({ ...score, unharmed: 1, recovered: 1 }, [], false)).toBe('pass');
  expect(verdictOf(score, [], false)).toBe('unknown');
});
