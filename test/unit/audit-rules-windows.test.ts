import { describe, expect, test } from 'vitest';
import type { AbstractOutcome, Cause, End } from '../../harness/model/abstract.ts';
import type { AsyncTask, AuditReap, KnownNumber } from '../../harness/model/audit.ts';
import {
  at,
  audited,
  drilled,
  each,
  FAILED,
  findingOf,
  findingsOf,
  GREEN,
  known,
  launch,
  lost,
  OF_JOB,
  pair,
  reap,
  red,
  SURFACED,
  theJob,
  unknown,
  WITNESS,
} from './audited-builder.ts';

describe('window-shorter-than-limit', () => {
  const RULE = 'window-shorter-than-limit';
  const short = { retries: known(4), delay: known(10), window: known(40) };

  test('the play gives up on a healthy job: a warning below half of the limit, a note above', () => {
    expect(findingOf(RULE, pair({ keywords: { async: at(5) } }, short))).toMatchObject({
      severity: 'warning',
      confidence: 'certain',
      place: at(13),
      evidence: [
        'window 40 s = retries × delay',
        'limit 100 s at line 5 of play.yml',
        'the window is 40 % of the limit',
      ],
      remedy: expect.stringMatching(/^retries: 12,/),
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
    });
    expect(findingOf(RULE, pair({}, { ...short, window: known(50) })).severity).toBe('note');
    expect(findingOf(RULE, pair({}, { ...short, window: known(99) })).severity).toBe('note');
  });

  test('a job that ends late says whether it does, where it is followed', () => {
    const late = (outcome: AbstractOutcome) => pair({ drill: drilled({ late: outcome }) }, short);
    expect(findingsOf(RULE, late({ kind: 'green', awaited: true }))).toEqual([]);
    expect(findingsOf(RULE, late({ kind: 'green', awaited: false }))).toHaveLength(1);
    expect(findingOf(RULE, late(red({ reason: 'retries-exhausted' })))).toMatchObject({
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --jobs play.yml:3',
    });
    expect(findingOf(RULE, late(red({ reason: 'checked', by: undefined })))).not.toHaveProperty('witness');
  });

  test('what isn’t set is named; a default that an inventory may replace makes it less sure', () => {
    const bare = findingOf(RULE, pair({}, { ...short, keywords: { until: at(12) } }));
    expect(bare.place).toEqual(at(12));
    expect(bare.evidence.slice(1)).toEqual([
      'limit 100 s at line 3 of play.yml',
      'the window is 40 % of the limit',
      'retries isn’t set: 3',
      'delay isn’t set: 5 s',
    ]);
    expect(findingOf(RULE, pair({}, { ...short, keywords: {} })).place).toEqual(at(9));
    expect(findingOf(RULE, pair({ limit: known(100, true) }, short)).confidence).toBe('likely');
    expect(findingOf(RULE, pair({}, { ...short, window: known(40, true) })).confidence).toBe('likely');
  });

  test('of several jobs, the longest limit counts, and the others are named', () => {
    const limits = [60, 300, 120];
    const asyncTasks = limits.map((limit) => launch({ id: `${limit}`, place: at(limit), limit: known(limit) }));
    const jobs = limits.map((limit) => ({ ...theJob, launch: `${limit}` }));
    expect(findingOf(RULE, audited({ asyncTasks, reaps: [reap({ ...short, jobs })] }))).toMatchObject({
      related: [
        { place: at(300) },
        { place: at(120), message: 'so is this one, which may run 120 s' },
        { place: at(60), message: 'so is this one, which may run 60 s' },
      ],
    });
  });

  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['a window as long as the limit', {}, { window: known(100) }],
    ['a cleanup', {}, { mode: 'cleanup' }],
    ['no until, which is another rule’s', {}, { until: undefined }],
    ['an until that waits for nothing', {}, { untilReads: 'success' }],
    ['a job that waits for itself', { class: 'keep-alive' }, {}],
    ['no tries at all, which is another rule’s', {}, { retries: known(0) }],
    ['an unknown window', {}, { window: unknown('{{ tries }}') }],
    ['an unknown limit', { limit: unknown('{{ limit }}') }, {}],
    ['an unknown delay', {}, { delay: unknown('{{ delay }}') }],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(RULE, pair(task, { ...short, ...its }))).toEqual([]);
  });

  describe('where both hang on one variable', () => {
    const along = (text: string, values: readonly number[], variable = 'size'): KnownNumber => ({
      known: false,
      why: 'a variable',
      text,
      along: { variable, values },
    });
    const both = (window: readonly number[], its: Partial<AuditReap> = {}, task: Partial<AsyncTask> = {}) =>
      pair(
        { limit: along('{{ size }}', [10, 100, 1000]), ...task },
        { retries: unknown('{{ size // 20 }}'), window: along('{{ size // 20 }}', window), ...its },
      );

    test('the window is the shorter, whatever it is', () => {
      expect(findingOf(RULE, both([2, 40, 200], { keywords: {} }))).toMatchObject({
        severity: 'warning',
        confidence: 'likely',
        place: at(9),
        message: expect.stringMatching(/^"Reap" waits 40 % .* whatever "size" is/),
        evidence: ['limit: async: {{ size }}', 'window: retries: {{ size // 20 }}, delay: 10', 'delay isn’t set: 5 s'],
        related: [{ place: at(3), message: 'launched here' }],
        subject: 'reap',
      });
      const half = findingOf(RULE, both([5, 50, 500]));
      expect(half).toMatchObject({ severity: 'note', place: at(13) });
      expect(half.evidence).toHaveLength(2);
      expect(findingOf(RULE, both([0, 0, 1])).message).toMatch(/waits 1 %/);
      const text = { ...known(3), text: '' };
      expect(findingOf(RULE, both([2, 40, 200], { retries: text, delay: text })).evidence[1]).toBe(
        'window: retries: 3, delay: 5',
      );
    });

    test.each<[string, ReturnType<typeof both>]>([
      ['for one value it is long enough', both([2, 100, 200])],
      ['for one value there is no limit', both([-1, 40, 200], {}, { limit: along('', [0, 100, 1000]) })],
      ['on different variables', both([2, 40, 200], {}, { limit: along('', [10, 100, 1000], 'other') })],
      ['a cleanup', both([2, 40, 200], { mode: 'cleanup' })],
      ['no until', both([2, 40, 200], { until: undefined })],
      ['a job that waits for itself', both([2, 40, 200], {}, { class: 'keep-alive' })],
      ['a known limit', both([2, 40, 200], {}, { limit: known(100) })],
      ['an unknown window', both([2, 40, 200], { window: unknown('{{ x }}') })],
    ])('%s: nothing', (_, project) => {
      expect(findingsOf(RULE, project)).toEqual([]);
    });
  });
});

describe('limit-not-honoured', () => {
  const RULE = 'limit-not-honoured';
  const alone = (over: Partial<AsyncTask>) => audited({ asyncTasks: [launch({ reaps: [], ...over })] });
  const sleeps = (command: string, over: Partial<AsyncTask> = {}) => alone({ command, limit: known(5), ...over });

  test('who kills it, and who is told, goes by its limit and by whether the play waits for it', () => {
    const long = { limit: known(30), keywords: { async: at(5) } };
    expect(findingOf(RULE, sleeps('sleep 60; work', long)).message).toMatch(/it is killed first, and nothing says so$/);
    expect(findingOf(RULE, sleeps('sleep 60; work', long)).evidence).toHaveLength(2);
    const atFloor = findingOf(RULE, sleeps('sleep 60; work', { limit: known(10) }));
    expect(atFloor.message).toMatch(/it is killed first/);
    expect(atFloor.evidence).toHaveLength(2);
    expect(findingOf(RULE, sleeps('sleep 60; work', { ...long, class: 'keep-alive' })).message).toMatch(
      /killed first$/,
    );
    expect(findingOf(RULE, sleeps('sleep 60; work', { ...long, reaps: ['reap'] })).message).toMatch(/killed first$/);
    expect(findingOf(RULE, sleeps('sleep 60; work')).message).toMatch(/newer ansible-core kills it first, and nothing/);
  });

  test('a command that sleeps past its limit before it acts', () => {
    expect(findingOf(RULE, sleeps('sleep 10 && reboot\nmore', { keywords: { async: at(5) } }))).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(5),
      evidence: ['command: sleep 10 && reboot', 'async: 5', expect.stringMatching(/^older ansible-core/)],
      remedy: 'async: 60',
      subject: 'launch',
    });
    expect(findingOf(RULE, sleeps('sleep 5; reboot', { limit: known(5, true) }))).toMatchObject({
      confidence: 'likely',
      place: at(3),
    });
    expect(findingOf(RULE, sleeps('sleep 2m; reboot')).message).toMatch(/sleeps 120 s/);
    expect(findingOf(RULE, sleeps('sleep 2m; reboot')).remedy).toBe('async: 240');
    expect(findingOf(RULE, sleeps('sleep 9; reboot', { class: 'connection-cutting' })).remedy).toMatch(
      /ansible\.builtin\.reboot/,
    );
  });

  test.each([
    'sleep 10s && reboot',
    'sleep  10  &&  reboot',
    'sleep 10;reboot',
    'sleep 10\nreboot',
    '(sleep 10; reboot)',
    'cd /; sleep 10; reboot',
    '/bin/sleep 10; reboot',
    'Start-Sleep 10; Restart-Computer',
    'Start-Sleep -Seconds 10\nRestart-Computer',
    'start-sleep  -s  10 ; Restart-Computer',
  ])('%s: sleeps first', (command) => {
    expect(findingsOf(RULE, sleeps(command))).toHaveLength(1);
  });

  test.each([
    'reboot',
    'sleep 10',
    'sleep 10;',
    'sleep 4; reboot',
    'nosleep 10; reboot',
    'sleep 10 || reboot',
    'nohup sh -c "sleep 10; reboot"',
    '(sleep 10; reboot) & echo started\n(sleep 10; reboot) &',
    '(sleep 10; reboot &)',
    '(sleep 10; reboot & )',
    'systemd-run sleep 10; reboot',
  ])('%s: does not', (command) => {
    expect(findingsOf(RULE, sleeps(command))).toEqual([]);
  });

  test('command hands its operators to the program, unless that is a shell', () => {
    expect(findingsOf(RULE, sleeps('sleep 10; reboot', { action: 'command' }))).toEqual([]);
    for (const shell of ['sh -c', 'bash -c', 'bash  -lc', 'sh -ec', '/bin/bash -xec'])
      expect(findingsOf(RULE, sleeps(`${shell} "sleep 10; reboot"`, { action: 'command' }))).toHaveLength(1);
  });

  test('what is no async task, or has a limit that nobody knows, is not judged', () => {
    expect(findingsOf(RULE, sleeps('sleep 10; reboot', { class: 'inert' }))).toEqual([]);
    expect(findingsOf(RULE, sleeps('sleep 10; reboot', { limit: unknown('{{ x }}') }))).toEqual([]);
  });

  test('a limit below what older watchers keep, where somebody waits', () => {
    const watched = (over: Partial<AsyncTask>) => audited({ asyncTasks: [launch({ limit: known(9), ...over })] });
    expect(findingOf(RULE, watched({ keywords: { async: at(5) } }))).toMatchObject({
      severity: 'note',
      confidence: 'certain',
      place: at(5),
      evidence: ['async: 9', expect.anything()],
      subject: 'launch',
    });
    expect(findingOf(RULE, watched({ limit: known(9, true) }))).toMatchObject({ confidence: 'likely', place: at(3) });
    expect(findingsOf(RULE, watched({ class: 'keep-alive', reaps: [] }))).toHaveLength(1);
    for (const over of [
      { limit: known(10) },
      { reaps: [] },
      { class: 'server' },
      { action: 'win_shell' },
      { intent: { class: 'declared', why: '' } },
    ] as const)
      expect(findingsOf(RULE, watched(over))).toEqual([]);
    expect(findingsOf(RULE, watched({ action: 'shell_win_' }))).toHaveLength(1);
  });

  describe('a server in the foreground of its job', () => {
    const serves = (over: Partial<AsyncTask> = {}) =>
      alone({
        class: 'server',
        intent: { class: 'server', why: 'it listens' },
        command: 'gunicorn app',
        limit: known(600),
        ...over,
      });

    test('is killed at its limit, while the play is green', () => {
      expect(findingOf(RULE, serves({ keywords: { async: at(5) } }))).toMatchObject({
        severity: 'warning',
        confidence: 'likely',
        place: at(5),
        evidence: ['it listens', 'async: 600', expect.anything()],
        subject: 'launch',
      });
      expect(findingOf(RULE, serves()).place).toEqual(at(3));
      expect(findingOf(RULE, serves({ limit: known(3600) })).severity).toBe('note');
      expect(findingOf(RULE, serves({ limit: known(3599) })).severity).toBe('warning');
      for (const file of ['tests/a.yml', 'test/a.yml', 'x/molecule/default/a.yml', 'integration_test/a.yml', 'x/test'])
        expect(findingOf(RULE, serves({ place: at(3, file) })).severity).toBe('note');
      for (const file of ['latest/play.yml', 'tests.yml', 'contest/play.yml', 'testing/play.yml'])
        expect(findingOf(RULE, serves({ place: at(3, file) })).severity).toBe('warning');
    });

    test.each<[string, Partial<AsyncTask>]>([
      ['something stops it before', { readiness: { place: at(7), what: 'Stop', how: 'stops' } }],
      ['it is no server', { class: 'fire-and-forget' }],
      ['it is declared', { intent: { class: 'declared', why: '' } }],
      ['nothing says what it is', { intent: undefined }],
      ['it is waited for', { reaps: ['reap'] }],
      ['its limit is a day', { limit: known(86_400) }],
      ['its limit is unknown', { limit: unknown('{{ x }}') }],
      ['it is a command like any other', { command: '/opt/work' }],
      ['it detaches', { command: 'setsid gunicorn app' }],
      ['it becomes a daemon', { command: 'gunicorn --daemon app' }],
      ['the shell leaves it', { command: 'gunicorn app &' }],
    ])('%s: nothing', (_, task) => {
      expect(findingsOf(RULE, serves(task))).toEqual([]);
    });

    test('waiting until it answers stops nothing', () => {
      expect(findingsOf(RULE, serves({ readiness: { place: at(7), what: 'Wait', how: 'waits' } }))).toHaveLength(1);
    });
  });
});

describe('until-not-finished', () => {
  const RULE = 'until-not-finished';

  test.each([
    ['success', /met while the job still runs/],
    ['other-register', /another task's result/],
    ['nothing-set', /names what nothing sets/],
  ] as const)('an until that reads %s', (untilReads, says) => {
    const finding = findingOf(RULE, pair({}, { untilReads, until: 'x is y' }));
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(12),
      evidence: ['until: x is y', `the reap's own register is "reaped"`],
      remedy: 'until: reaped is finished',
      subject: 'reap',
    });
    expect(finding.message).toMatch(says);
    const bare = findingOf(RULE, pair({}, { untilReads, register: undefined, keywords: {} }));
    expect(bare).toMatchObject({
      place: at(9),
      evidence: [expect.anything(), `the reap's own register is missing`],
      remedy: 'ask its own result:\n  register: reaped\n  until: reaped is finished',
    });
    expect(findingsOf(RULE, pair({}, { untilReads, mode: 'cleanup' }))).toEqual([]);
    // What the drill makes of the same until is not told again.
    const drill = drilled({ ok: red({ reason: 'never-met' }), ...each(OF_JOB, lost('no-until')) });
    expect(findingsOf(RULE, pair({ drill }, { untilReads }))).toHaveLength(1);
  });

  const never = (over: Parameters<typeof red>[0] = {}, its: Partial<AuditReap> = {}, task: Partial<AsyncTask> = {}) =>
    pair({ drill: drilled({ ok: red({ reason: 'never-met', ...over }) }), ...task }, { untilReads: 'unknown', ...its });

  test('one that asks for what a look at a running job has not got', () => {
    const why = "Reap: until: 'rc' is undefined";
    expect(findingOf(RULE, never({ reason: 'until-fails', why }))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      message: expect.stringMatching(/^the until of "Reap" asks for what async_status hasn't got while the job runs/),
      evidence: ['until: reaped is finished', why],
      remedy: 'until: reaped is finished',
      subject: 'reap',
    });
    expect(findingOf(RULE, never({ reason: 'until-fails', why, conditions: ['x'] }))).toMatchObject({
      severity: 'warning',
    });
    expect(findingsOf(RULE, never({ reason: 'error', why }))).toEqual([]);
  });

  test('one that no job meets that has ended well', () => {
    expect(findingOf(RULE, never())).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(12),
      message: expect.stringMatching(/^the until of "Reap" is not met by a job that has ended well/),
      evidence: ['until: reaped is finished'],
      remedy: 'until: reaped is finished',
      subject: 'reap',
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --jobs play.yml:3',
    });
    expect(findingOf(RULE, never({ conditions: ['x', 'y'] }, { keywords: {}, register: undefined }))).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      place: at(9),
      evidence: ['until: reaped is finished', 'on a way x, y'],
      remedy: 'ask its own result:\n  register: reaped\n  until: reaped is finished',
    });
  });

  test('one that is met while the job still runs', () => {
    const drill = drilled(each(FAILED, lost('no-until', { conditions: ['x'] })));
    expect(findingOf(RULE, pair({ drill }, { untilReads: undefined }))).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(12),
      message: expect.stringMatching(/is met while the job still runs/),
      evidence: ['until: reaped is finished', 'lost: rc 1, rc 2, rc 255', 'on a way x'],
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --faults fail --jobs play.yml:3',
    });
  });

  test.each<[string, ReturnType<typeof pair>]>([
    ['healthy work is red for another reason', never({ reason: 'timed-out' })],
    ['by nobody in sight', never({ by: undefined })],
    ['there is no until', never({}, { until: undefined })],
    [
      'what it does differs by version, which another rule tells',
      pair({ drill: drilled({ ok: red({ reason: 'never-met' }) }, { older: new Map([['ok', GREEN]]) }) }),
    ],
    ['it is meant so', never({}, {}, { intent: { class: 'declared', why: '' } })],
    ['by another task than a reap', never({ by: { task: 'other', name: '', place: at(1), keyword: undefined } })],
    ['its failure is lost in another way', pair({ drill: drilled(each(FAILED, lost('ignore-errors'))) })],
    ['all is well', pair({ drill: drilled({ ok: GREEN, ...each(OF_JOB, SURFACED) }) })],
    ['nothing is known', pair()],
  ])('%s: nothing', (_, project) => {
    expect(findingsOf(RULE, project)).toEqual([]);
  });
});

describe('zero-retries, version-dependent-until, jid-of-many', () => {
  test('retries: 0 evaluates no until', () => {
    const zero = { retries: known(0) };
    expect(findingOf('zero-retries', pair({}, zero))).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(13),
      evidence: ['until: reaped is finished', 'retries: 0'],
      subject: 'reap',
    });
    expect(findingOf('zero-retries', pair({}, { ...zero, keywords: {} })).place).toEqual(at(9));
    for (const its of [
      { ...zero, mode: 'cleanup' },
      { ...zero, until: undefined },
      { retries: known(1) },
      { retries: known(0, true) },
      { retries: unknown('{{ x }}') },
    ] as const)
      expect(findingsOf('zero-retries', pair({}, its))).toEqual([]);
  });

  test('retries: 0 is shown by the way on which the reap itself loses the job; a later look at it makes it a note', () => {
    const zero = { retries: known(0) };
    const other: Cause = { task: 'other', name: 'Other', place: at(30), keyword: undefined };
    const losing = (by: Cause | undefined) => pair({ drill: drilled(each(OF_JOB, lost('no-until', { by }))) }, zero);
    expect(findingOf('zero-retries', losing({ ...other, task: 'reap' }))).toMatchObject({
      severity: 'error',
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --faults fail --jobs play.yml:3',
    });
    for (const by of [other, undefined]) {
      expect(findingOf('zero-retries', losing(by)).severity).toBe('note');
      expect(findingOf('zero-retries', losing(by))).not.toHaveProperty('witness');
    }
    expect(findingOf('zero-retries', pair({}, { ...zero, jobs: [] })).severity).toBe('error');
    const redAt = (task: string) =>
      red({ reason: 'checked', by: { task, name: 'x', place: at(9), keyword: 'failed_when' } });
    const called = (task: string) =>
      findingOf('zero-retries', pair({ drill: drilled({ ...each(OF_JOB, SURFACED), late: redAt(task) }) }, zero));
    expect(called('reap')).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/never evaluated, and a running job is called failed$/),
    });
    expect(called('later').severity).toBe('note');
    const nobody = drilled({ ...each(OF_JOB, SURFACED), late: red({ reason: 'checked', by: undefined }) });
    expect(findingOf('zero-retries', pair({ drill: nobody }, zero)).severity).toBe('note');
    const two = audited({
      asyncTasks: [
        launch({ drill: drilled(each(OF_JOB, SURFACED)) }),
        launch({ id: 'second', drill: drilled({ ...each(OF_JOB, SURFACED), late: redAt('reap') }) }),
      ],
      reaps: [reap({ ...zero, jobs: [theJob, { ...theJob, launch: 'second' }] })],
    });
    expect(findingOf('zero-retries', two).severity).toBe('error');
    const looked = findingOf('zero-retries', pair({ drill: drilled(each(OF_JOB, SURFACED)) }, zero));
    expect(looked.severity).toBe('note');
    expect(looked).not.toHaveProperty('drill');
  });

  test('"finished" is compared with a number, or a boolean', () => {
    const its = { untilReads: 'finished-versioned', until: 'reaped.finished == 1' } as const;
    expect(findingOf('version-dependent-until', pair({}, its))).toMatchObject({
      severity: 'warning',
      confidence: 'certain',
      place: at(12),
      evidence: ['until: reaped.finished == 1'],
      remedy: 'until: reaped is finished',
      subject: 'reap',
    });
    expect(findingOf('version-dependent-until', pair({}, { ...its, keywords: {}, register: undefined }))).toMatchObject(
      {
        place: at(9),
        remedy: 'ask its own result:\n  register: reaped\n  until: reaped is finished',
      },
    );
    expect(findingsOf('version-dependent-until', pair())).toEqual([]);
    // Followed to its end, the drills decide.
    const followed = (ok: AbstractOutcome, older: AbstractOutcome) =>
      pair({
        drill: drilled(
          { ok, ...each(OF_JOB, SURFACED) },
          {
            older: new Map([
              ['ok', older],
              ['failed-1', SURFACED],
            ]),
          },
        ),
      });
    const never = red({ reason: 'never-met' });
    expect(findingOf('version-dependent-until', followed(GREEN, never))).toMatchObject({
      message:
        'the until of "Reap" is never met up to ansible-core 2.18, where "finished" is 0 or 1, and waits for the job from 2.19, where it is a boolean',
      witness: WITNESS,
    });
    expect(findingOf('version-dependent-until', followed(never, GREEN)).message).toMatch(
      /waits for the job up to .* is never met from 2\.19/,
    );
    expect(findingOf('version-dependent-until', followed(never, GREEN)).witness).toBe(WITNESS);
    // What another task is never met by, or loses, is not this reap's; nor is red for another reason.
    const other: Cause = { task: 'other', name: 'Other', place: at(30), keyword: undefined };
    for (const not of [red({ reason: 'never-met', by: other }), red({ reason: 'never-met', by: undefined }), red()])
      expect(findingsOf('version-dependent-until', followed(GREEN, not))).toEqual([]);
    for (const [how, by] of [
      ['no-until', other],
      ['no-until', undefined],
      ['ignore-errors', { ...other, task: 'reap' }],
    ] as const) {
      const older = new Map<End, AbstractOutcome>([
        ['ok', GREEN],
        ...OF_JOB.map((end) => [end, lost(how, { by })] as const),
      ]);
      const drill = drilled({ ok: GREEN, ...each(OF_JOB, SURFACED) }, { older });
      expect(findingsOf('version-dependent-until', pair({ drill }))).toEqual([]);
    }
    expect(findingsOf('version-dependent-until', pair({}, { ...its, mode: 'cleanup' }))).toEqual([]);
    // One launch that was followed to the reap is enough: its condition was tried.
    const tried = launch({ id: 'other', drill: drilled({ ok: GREEN, ...each(OF_JOB, SURFACED) }) });
    const both = reap({ ...its, jobs: [theJob, { ...theJob, launch: 'other' }] });
    expect(findingsOf('version-dependent-until', audited({ asyncTasks: [launch(), tried], reaps: [both] }))).toEqual(
      [],
    );
    expect(findingsOf('version-dependent-until', followed(never, never))).toEqual([]);
    const same = pair({ drill: drilled({ ok: GREEN, ...each(OF_JOB, SURFACED) }) }, its);
    expect(findingsOf('version-dependent-until', same)).toEqual([]);
    const early = drilled(
      { ok: GREEN, ...each(OF_JOB, SURFACED) },
      { older: new Map([['failed-1', lost('no-until')]]) },
    );
    expect(findingOf('version-dependent-until', pair({ drill: early })).message).toMatch(
      /is met while the job still runs up to/,
    );
  });

  test('jid takes one id', () => {
    const its = { jidIsList: true, jid: '{{ ids }}' };
    expect(findingOf('jid-of-many', pair({}, its))).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(9),
      evidence: ['jid: {{ ids }}'],
      remedy: expect.stringMatching(/loop: "\{\{ ids \}\}"$/),
    });
    expect(findingsOf('jid-of-many', pair())).toEqual([]);
  });
});
