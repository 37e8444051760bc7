import { describe, expect, test } from 'vitest';
import type { Misplaced } from '../../harness/model/abstract.ts';
import type { AsyncTask, AuditReap } from '../../harness/model/audit.ts';
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
  pair,
  reap,
  red,
  SURFACED,
  theJob,
  UNKNOWN,
  unknown,
  WITNESS,
} from './audited-builder.ts';

const looked = {
  ignoredBy: { via: 'ignore_errors', place: at(15), what: '' },
  checked: { place: at(20), what: '' },
} as const;
const well = drilled({ ok: GREEN, 'failed-1': SURFACED });
const elsewhereInPlay = [{ entry: { kind: 'playbook', path: 'play.yml' }, play: at(30) }] as const;
const misplaced = (what: Misplaced['what'], over: Parameters<typeof red>[0] = {}, task: Partial<AsyncTask> = {}) =>
  pair({ drill: drilled({ ok: red({ misplaced: { what, from: 'a', to: 'b' }, ...over }) }), ...task });

describe('reap-on-other-host', () => {
  const RULE = 'reap-on-other-host';

  test('launch and reap are delegated to different hosts', () => {
    expect(findingOf(RULE, pair({ delegate: 'db' }, {}))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(9),
      evidence: ['launch: db', 'reap: the host itself'],
      remedy: 'give both the same delegate_to and connection',
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
    });
    expect(findingOf(RULE, pair({}, { delegate: 'db' })).evidence).toEqual(['launch: the host itself', 'reap: db']);
    expect(findingsOf(RULE, pair({ delegate: '{{ db }}' }, {}))).toHaveLength(1);
    expect(findingsOf(RULE, pair({ delegate: 'db' }, { delegate: '{{ db }}' }))).toHaveLength(1);
    expect(findingsOf(RULE, pair({ delegate: '{{ db }}' }, { delegate: 'db' }))).toHaveLength(1);
  });

  test('or keep their jobs in different folders', () => {
    expect(findingOf(RULE, pair({ asyncDir: '/tmp/a' }))).toMatchObject({
      evidence: ['launch: /tmp/a', 'reap: the default'],
      remedy: expect.stringMatching(/ansible_async_dir/),
    });
    expect(findingOf(RULE, pair({}, { asyncDir: '/tmp/b' })).evidence).toEqual(['launch: the default', 'reap: /tmp/b']);
  });

  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['alike', { delegate: '' }, {}],
    ['both by templates', { delegate: '{{ a }}' }, { delegate: '{{ b }}' }],
    ['where the launch goes can’t be known', { delegate: undefined }, { delegate: 'db' }],
    ['where the reap goes can’t be known', { delegate: 'db' }, { delegate: undefined }],
    ['it is meant to fail, and looked at', { delegate: 'db' }, looked],
    ['which jobs it collects can’t be known', { delegate: 'db' }, { jobs: [{ ...theJob, coverage: 'unknown' }] }],
    ['in different plays', { delegate: 'db' }, { reaches: elsewhereInPlay }],
    ['the drill finds the job', { delegate: 'db', drill: well }, {}],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(RULE, pair({ drill: undefined, ...task }, its))).toEqual([]);
  });

  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['meant to fail, and nobody looks', { delegate: 'db' }, { ignoredBy: looked.ignoredBy }],
    ['looked at, and not meant to fail', { delegate: 'db' }, { checked: looked.checked }],
    ['the drill knows only that it may be well', { delegate: 'db', drill: drilled({ ok: GREEN }) }, {}],
    [
      'the drill does not know whether it is well',
      { delegate: 'db', drill: drilled({ ok: UNKNOWN, 'failed-1': SURFACED }) },
      {},
    ],
    ['the drill stopped before it was looked for', { delegate: 'db', drill: drilled({ 'failed-1': SURFACED }) }, {}],
  ])('%s: told', (_, task, its) => {
    expect(findingsOf(RULE, pair(task, its))).toHaveLength(1);
  });

  test('what the drill sees: connections, hosts by variables, and run_once', () => {
    expect(findingOf(RULE, misplaced('connection'))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(11),
      message: '"Start" has the connection "a", its reap "Reap" has "b": the reap won\'t find the job',
      evidence: ['launch: a', 'reap: b'],
      remedy: 'give both the same connection',
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --jobs play.yml:3',
    });
    expect(findingOf(RULE, misplaced('host', { conditions: ['x'] }))).toMatchObject({
      severity: 'warning',
      evidence: ['launch: a', 'reap: b', 'x'],
    });
    expect(findingOf(RULE, misplaced('first-host'))).toMatchObject({
      message: expect.stringMatching(/on the first host only/),
      remedy: 'give both run_once, or neither',
    });
    const other = drilled(
      { ok: GREEN },
      { elsewhere: new Map([['ok', red({ misplaced: { what: 'host', from: 'a', to: 'b' } })]]) },
    );
    expect(findingsOf(RULE, pair({ drill: other }))).toHaveLength(1);
    const role = drilled({ ok: red({ misplaced: { what: 'host', from: 'a', to: 'b' } }) }, { playbook: undefined });
    expect(findingOf(RULE, pair({ drill: role }))).not.toHaveProperty('drill');
  });

  test('what is written and what the drill sees of the same reap are told once', () => {
    const { asyncTasks, reaps } = misplaced('host', {}, { delegate: 'db' });
    expect(findingsOf(RULE, audited({ asyncTasks, reaps }))).toHaveLength(1);
    const other = launch({
      id: 'other',
      drill: drilled({
        ok: red({
          misplaced: { what: 'host', from: '', to: '' },
          by: { task: 'second', name: '', place: at(40), keyword: undefined },
        }),
      }),
    });
    expect(findingsOf(RULE, audited({ asyncTasks: [...asyncTasks, other], reaps }))).toHaveLength(2);
  });

  test.each<[string, ReturnType<typeof pair>]>([
    ['another user is another rule’s', misplaced('user')],
    ['healthy work is red for another reason', misplaced('host', { misplaced: undefined })],
    ['by nobody in sight', misplaced('host', { by: undefined })],
    ['it is meant so', misplaced('host', {}, { intent: { class: 'declared', why: '' } })],
    ['it is green', pair({ drill: drilled({ ok: GREEN }) })],
  ])('%s: nothing', (_, project) => {
    expect(findingsOf(RULE, project)).toEqual([]);
  });
});

describe('reap-as-other-user', () => {
  const RULE = 'reap-as-other-user';
  const app = { user: 'app' };

  test('job files stand in the home of who launched', () => {
    expect(findingOf(RULE, pair({ runsAs: app }))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(9),
      evidence: ['launch as app', 'reap as the login user', expect.anything()],
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
    });
    expect(findingOf(RULE, pair({}, { runsAs: app })).message).toMatch(
      /runs as the login user, its reap "Reap" as app/,
    );
    expect(findingsOf(RULE, pair({ runsAs: app, action: 'shell_win_' }))).toHaveLength(1);
    expect(findingsOf(RULE, pair({ runsAs: app }, { ignoredBy: looked.ignoredBy }))).toHaveLength(1);
    expect(findingsOf(RULE, pair({ runsAs: app }, { checked: looked.checked }))).toHaveLength(1);
  });

  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['the same user', { runsAs: app }, { runsAs: { user: 'app' } }],
    ['the launch’s can’t be known', { runsAs: undefined }, { runsAs: app }],
    ['the reap’s can’t be known', { runsAs: app }, { runsAs: undefined }],
    ['a folder is named for the launch', { runsAs: app, asyncDir: '/tmp' }, {}],
    ['a folder is named for the reap', { runsAs: app }, { asyncDir: '/tmp' }],
    ['which jobs it collects can’t be known', { runsAs: app }, { jobs: [{ ...theJob, coverage: 'unknown' }] }],
    ['it waits for itself', { runsAs: app, class: 'keep-alive' }, {}],
    ['the drill finds the job', { runsAs: app, drill: well }, {}],
    ['it is meant to fail, and looked at', { runsAs: app }, looked],
    ['the launch is delegated', { runsAs: app, delegate: 'db' }, {}],
    ['the reap is delegated', { runsAs: app }, { delegate: 'db' }],
    ['on Windows', { runsAs: app, action: 'win_shell' }, {}],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(RULE, pair(task, its))).toEqual([]);
  });

  test('users that only the drill sees', () => {
    expect(findingOf(RULE, misplaced('user'))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(11),
      evidence: ['launch as a', 'reap as b'],
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
      witness: WITNESS,
    });
    expect(findingOf(RULE, misplaced('user', { conditions: ['x'] }))).toMatchObject({
      severity: 'warning',
      evidence: ['launch as a', 'reap as b', 'x'],
    });
    expect(findingsOf(RULE, misplaced('user', {}, { runsAs: app }))).toHaveLength(1);
    for (const project of [
      misplaced('host'),
      misplaced('user', { by: undefined }),
      misplaced('user', { misplaced: undefined }),
      misplaced('user', {}, { intent: { class: 'declared', why: '' } }),
    ])
      expect(findingsOf(RULE, project)).toEqual([]);
  });
});

describe('reap-of-no-job', () => {
  const RULE = 'reap-of-no-job';

  test('the id is read from a task that launches no job', () => {
    expect(findingOf(RULE, pair({}, { notAJob: { place: at(5), what: '"Copy"' } }))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(9),
      evidence: ['jid: {{ job.ansible_job_id }}', 'that register is set at "Copy", without async'],
      subject: 'reap',
    });
    expect(findingsOf(RULE, pair())).toEqual([]);
  });

  const waits = { class: 'keep-alive', poll: known(5) } as const;
  test('a task that polls its own job leaves nothing to reap', () => {
    expect(findingOf(RULE, pair({ ...waits, keywords: { poll: at(6) } }))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(9),
      evidence: ['jid: {{ job.ansible_job_id }}', 'poll: 5', expect.stringMatching(/could not find job/)],
      related: [{ place: at(3), message: 'launched, and polled to its end, here' }],
      subject: 'reap',
    });
    expect(findingOf(RULE, pair(waits)).evidence[1]).toBe('poll isn’t set: 15');
    expect(findingsOf(RULE, pair({ ...waits, poll: known(1) }))).toHaveLength(1);
    expect(findingsOf(RULE, pair({ ...waits, drill: drilled({}) }))).toHaveLength(1);
    expect(
      findingsOf(RULE, pair({ ...waits, drill: drilled({}, { looks: new Set(), cut: 'too long' }) })),
    ).toHaveLength(1);
  });

  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['its poll can’t be known', { ...waits, poll: unknown('{{ x }}') }, {}],
    ['its poll may be replaced', { ...waits, poll: known(5, true) }, {}],
    ['its poll is 0', { ...waits, poll: known(0) }, {}],
    ['it does not wait for itself', { poll: known(5) }, {}],
    ['a cleanup', waits, { mode: 'cleanup' }],
    ['the reap has other jobs', waits, { jobs: [theJob, { ...theJob, launch: 'other' }] }],
    ['the reap may fail', waits, { ignoredBy: looked.ignoredBy }],
    ['the reap is never come to', { ...waits, drill: drilled({}, { looks: new Set() }) }, {}],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(RULE, pair(task, its))).toEqual([]);
  });

  const gone = (over: Parameters<typeof red>[0] = {}, task: Partial<AsyncTask> = {}, its: Partial<AuditReap> = {}) =>
    pair({ drill: drilled({ ok: red(over) }), ...task }, its);

  test('healthy work that its reap does not find, with the reason that the drill gives', () => {
    expect(findingOf(RULE, gone({}, { looped: true }))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(11),
      message: '"Reap" doesn\'t find the job of "Start": its file is elsewhere',
      evidence: ['jid: {{ job.ansible_job_id }}'],
      remedy: expect.stringMatching(/loop: "\{\{ job\.results \}\}"$/),
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --jobs play.yml:3',
    });
    expect(findingOf(RULE, gone({ reason: 'no-job-id', conditions: ['x'] }, { register: undefined }))).toMatchObject({
      severity: 'warning',
      evidence: [expect.anything(), 'x'],
      remedy: 'hand it one job id:\n  jid: "{{ job.ansible_job_id }}"',
    });
    expect(findingOf(RULE, gone({ restarted: true, reason: 'timed-out' }))).toMatchObject({
      message: expect.stringMatching(/^the host is restarted between "Start" and its reap/),
      remedy: 'reap the job before the restart',
    });
    const second = audited({
      asyncTasks: [launch({ drill: drilled({ ok: red() }) })],
      reaps: [reap({ id: 'first', jid: 'x', jobs: [] }), reap()],
    });
    expect(findingOf(RULE, second).evidence).toEqual(['jid: {{ job.ansible_job_id }}']);
  });

  test.each<[string, ReturnType<typeof pair>]>([
    ['red for another reason', gone({ reason: 'timed-out' })],
    ['in the wrong place, which is another rule’s', gone({ misplaced: { what: 'host', from: '', to: '' } })],
    ['by nobody in sight', gone({ by: undefined })],
    ['by another task', gone({ by: { task: 'other', name: '', place: at(1), keyword: undefined } })],
    ['it is meant so', gone({}, { intent: { class: 'declared', why: '' } })],
    ['a task that waits for itself', gone({}, { class: 'keep-alive', poll: known(0) })],
    [
      'its register never held the job, which is another rule’s',
      gone({}, {}, { jobs: [{ ...theJob, coverage: 'no-results' }, theJob] }),
    ],
    ['it is found', pair({ drill: drilled({ ok: GREEN, ...each(FAILED, lost('ignore-errors')) }) })],
  ])('%s: nothing', (_, project) => {
    expect(findingsOf(RULE, project)).toEqual([]);
  });
});
