import { describe, expect, test } from 'vitest';
import type { AsyncTask, AuditReap, Misuse, ReapedJob } from '../../harness/model/audit.ts';
import {
  at,
  audited,
  drilled,
  each,
  findingOf,
  findingsOf,
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

describe('reap-condition-differs', () => {
  const RULE = 'reap-condition-differs';
  const skipped = (task: Partial<AsyncTask> = {}, its: Partial<AuditReap> = {}) =>
    pair({ when: ['a', 'b'], ...task }, { when: ['a'], ...its });

  test('the reap also runs where the launch was skipped', () => {
    expect(findingOf(RULE, skipped())).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      place: at(9),
      message: expect.stringMatching(/^"Reap" also runs where "Start" was skipped/),
      evidence: ['the launch runs when b', expect.anything()],
      remedy: 'when: job.ansible_job_id is defined',
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
    });
    expect(findingOf(RULE, skipped())).not.toHaveProperty('witness');
    expect(findingOf(RULE, skipped({ looped: true })).remedy).toBe(
      `loop: "{{ job.results | rejectattr('skipped', 'defined') }}"`,
    );
    expect(findingOf(RULE, skipped({ looped: true, register: undefined })).remedy).toMatch(/jobs\.results/);
    expect(findingOf(RULE, skipped({ register: undefined }, { when: [] }))).toMatchObject({
      evidence: ['the launch runs when a and b', expect.anything()],
      remedy: 'when: job.ansible_job_id is defined',
    });
    const drill = drilled({ 'failed-1': SURFACED }, { skippedRed: red() });
    expect(findingOf(RULE, skipped({ drill }))).toMatchObject({
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --jobs play.yml:3',
    });
  });

  test('unless there is nothing to loop over: a launch that is skipped for that has no jobs', () => {
    for (const condition of [
      'hosts',
      '(hosts != [])',
      'hosts|length()',
      '(hosts|length() > 0)',
      '(hosts|count() >= 1)',
      '(hosts|length() != 0)',
      '(0 < hosts|count())',
    ]) {
      expect(findingsOf(RULE, skipped({ when: [condition], loopsOver: 'hosts' }, { when: [] }))).toEqual([]);
      expect(findingsOf(RULE, skipped({ when: [condition], loopsOver: 'others' }, { when: [] }))).toHaveLength(1);
      expect(findingsOf(RULE, skipped({ when: [condition] }, { when: [] }))).toHaveLength(1);
    }
  });

  const jobs = (over: Partial<ReapedJob>) => ({ jobs: [{ ...theJob, ...over }] });
  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['the same condition', {}, { when: ['a', 'b'] }],
    ['a cleanup', {}, { mode: 'cleanup' }],
    ['its loop keeps skipped items out', {}, jobs({ guarded: true })],
    ['which jobs it collects can’t be known', {}, jobs({ coverage: 'unknown' })],
    ['in different plays', {}, { reaches: [{ entry: { kind: 'playbook', path: 'other.yml' }, play: at(1) }] }],
    ['one is a handler', {}, { handler: true }],
    ['each has one of its own', {}, { when: ['c'] }],
    ['it collects more than that job', {}, { jobs: [theJob, { ...theJob, launch: 'other' }] }],
    ['the drill sees no failure there', { drill: drilled({ 'failed-1': SURFACED }) }, {}],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(RULE, skipped(task, its))).toEqual([]);
  });

  const narrower = (task: Partial<AsyncTask> = {}, its: Partial<AuditReap> = {}) =>
    pair(task, { when: ['big', 'late'], ...its });
  test('only the reap has a condition', () => {
    expect(findingOf(RULE, narrower())).toMatchObject({
      severity: 'note',
      confidence: 'possible',
      place: at(9),
      message: expect.stringMatching(/^"Reap" is skipped unless big and late/),
      evidence: ['the reap runs when big and late', 'the launch has no such condition'],
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
    });
    // A switch for waiting is told like any other: what it is called says nothing of what a run sets it to.
    expect(findingOf(RULE, narrower({}, { when: ['wait_for_it'] })).severity).toBe('note');
    const chosen = { when: ["(inventory_hostname == 'db')"] };
    expect(findingOf(RULE, narrower({}, chosen))).toMatchObject({ severity: 'warning', confidence: 'likely' });
    expect(findingOf(RULE, narrower({}, { when: [...chosen.when, 'big'] })).severity).toBe('note');
  });

  test('a condition that the launch’s poll or limit hangs on says whether there is a job; any other word of theirs is none', () => {
    const hangsOn = (text: string) => ({ known: false, why: 'a variable', text }) as const;
    expect(findingsOf(RULE, narrower({ poll: hangsOn('{{ 0 if late else 5 }}') }))).toEqual([]);
    expect(findingsOf(RULE, narrower({ limit: hangsOn('{{ big * 60 }}') }))).toEqual([]);
    expect(findingsOf(RULE, narrower({ limit: hangsOn('{{ other }}') }))).toHaveLength(1);
    expect(findingsOf(RULE, narrower({ limit: hangsOn('big') }))).toHaveLength(1);
  });

  test('conditions are told as a person writes them', () => {
    const found = findingOf(RULE, narrower({}, { when: ['catalog is defined()', '(names|length() > 0)', 'x.pop()'] }));
    expect(found.message).toMatch(/unless catalog is defined and \(names\|length > 0\) and x\.pop\(\), while/);
  });

  test('one that asks for the register of the launch, or for what the reap has its job from, is meant so', () => {
    expect(findingsOf(RULE, narrower({}, { when: ['job is not skipped'], wants: [] }))).toEqual([]);
    expect(findingsOf(RULE, narrower({}, { when: ['id is defined'], wants: ['id'] }))).toEqual([]);
    expect(findingsOf(RULE, narrower({}, { when: ['id is defined'], wants: [] }))).toHaveLength(1);
  });

  test('where no way passes the reap by, there is nothing to tell', () => {
    expect(findingsOf(RULE, narrower({ drill: drilled(each(OF_JOB, SURFACED)) }))).toEqual([]);
    expect(
      findingsOf(RULE, narrower({ drill: drilled({ ...each(OF_JOB, SURFACED), crashed: lost('no-until') }) })),
    ).toHaveLength(1);
  });

  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['it asks for the job', {}, { when: ['job.ansible_job_id is defined'] }],
    ['it asks for the register of the launch', {}, { when: ['job is not skipped'] }],
    ['one of them is such', {}, { when: ['big', 'job is not skipped'] }],
    ['it is meant so', { intent: { class: 'declared', why: '' } }, {}],
    ['a task that waits for itself', { class: 'keep-alive' }, {}],
    ['another reap is there', { reaps: ['reap', 'other'] }, {}],
    ['without a register, its item', { register: undefined }, { when: ['(item != 1)'] }],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(RULE, narrower(task, its))).toEqual([]);
  });
});

describe('partial-reap', () => {
  const RULE = 'partial-reap';
  const part = (coverage: ReapedJob['coverage'], task: Partial<AsyncTask> = {}, its: Partial<AuditReap> = {}) =>
    pair({ looped: true, ...task }, { jobs: [{ ...theJob, coverage }], ...its });

  test('of a loop’s jobs, some are never asked', () => {
    expect(findingOf(RULE, part('first'))).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(9),
      message: '"Reap" collects only the first of the jobs that "Start" launches',
      evidence: ['jid: {{ job.ansible_job_id }}', 'the launch has a loop'],
      remedy: expect.stringMatching(/^loop over all of them:.*loop: "\{\{ job\.results \}\}"$/s),
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
    });
    expect(findingOf(RULE, part('some')).confidence).toBe('possible');
    expect(findingOf(RULE, part('last', { looped: false, register: undefined }))).toMatchObject({
      evidence: [expect.anything(), 'the launch runs once per round of a loop around it'],
      remedy: expect.stringMatching(/set_fact:\n.*\[job\.ansible_job_id\].*loop: "\{\{ job_ids \}\}"$/s),
    });
    expect(findingOf(RULE, part('no-results', { looped: false }))).toMatchObject({
      evidence: [expect.anything(), 'the launch has no loop'],
      remedy: 'jid: "{{ job.ansible_job_id }}"',
    });
    expect(findingsOf(RULE, part('all'))).toEqual([]);
    expect(findingsOf(RULE, part('unknown'))).toEqual([]);
    expect(findingsOf(RULE, part('first', {}, { mode: 'cleanup' }))).toEqual([]);
  });

  test('another reap may collect the rest, but nobody finds a job where none is', () => {
    const beside = (coverage: ReapedJob['coverage'], other: Partial<AuditReap> = {}) =>
      findingsOf(
        RULE,
        audited({
          asyncTasks: [launch()],
          reaps: [reap({ jobs: [{ ...theJob, coverage }] }), reap({ id: 'other', ...other })],
        }),
      );
    expect(beside('first')).toEqual([]);
    expect(beside('first', { mode: 'cleanup' })).toHaveLength(1);
    expect(beside('first', { jobs: [] })).toHaveLength(1);
    expect(beside('no-results')).toHaveLength(1);
    expect(beside('not-in-results')).toHaveLength(1);
  });

  const first = (
    over: Parameters<typeof lost>[1] = {},
    how: Parameters<typeof lost>[0] = 'first-host-only',
    task: Partial<AsyncTask> = {},
  ) =>
    pair({
      drill: drilled({ 'failed-1': SURFACED }, { elsewhere: new Map([['failed-1', lost(how, over)]]) }),
      ...task,
    });

  test('a reap with run_once asks for one host’s job', () => {
    expect(findingOf(RULE, first())).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(11),
      message: expect.stringMatching(/^"Reap" runs on the first host only, while "Start"/),
      evidence: ['run_once: true', 'the launch has none'],
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
      witness: WITNESS,
    });
    expect(findingOf(RULE, first({ by: undefined }))).toMatchObject({
      place: at(3),
      subject: 'launch',
      message: expect.stringMatching(/^"the reap"/),
    });
    expect(findingsOf(RULE, first({}, 'ignore-errors'))).toEqual([]);
    expect(findingsOf(RULE, first({}, 'first-host-only', { intent: { class: 'declared', why: '' } }))).toEqual([]);
    expect(findingsOf(RULE, pair({ drill: drilled({ 'failed-1': lost('first-host-only') }) }))).toEqual([]);
  });
});

function misused(over: Partial<Misuse>) {
  const misuse: Misuse = {
    id: 'm',
    place: at(5),
    keyword: 'async',
    action: 'debug',
    how: 'async-zero',
    detail: 'async: 0',
    name: 'Say',
    ...over,
  };
  return audited({ misuses: [misuse] });
}

describe('not-seconds', () => {
  const RULE = 'not-seconds';
  test.each<[Partial<Misuse>, string, string, string]>([
    [
      { how: 'not-seconds', keyword: 'async', detail: 'async: 5m' },
      'error',
      'async: 5m is no whole number: the task fails before it runs',
      'give async a whole number of seconds, such as async: 600',
    ],
    [
      { how: 'not-seconds', keyword: 'retries', detail: 'retries: x1' },
      'error',
      'retries: x1 is no whole number: the task fails before it runs',
      'give retries a whole number, such as retries: 10',
    ],
    [
      { how: 'boolean', keyword: 'async', detail: 'async: yes becomes 1' },
      'error',
      'async: yes becomes 1: a limit of one second, at which the job is killed',
      'give async a whole number of seconds, such as async: 600',
    ],
    [
      { how: 'boolean', keyword: 'async', detail: '1: no becomes 0' },
      'error',
      '1: no becomes 0: the task runs in the foreground',
      'give async a whole number of seconds, such as async: 600',
    ],
    [
      { how: 'boolean', keyword: 'poll', detail: 'poll: no becomes 0' },
      'warning',
      'poll: no becomes 0: fire and forget',
      'give poll a whole number of seconds, such as poll: 10',
    ],
    [
      { how: 'boolean', keyword: 'poll', detail: '0: yes becomes 1' },
      'warning',
      '0: yes becomes 1 second',
      'give poll a whole number of seconds, such as poll: 10',
    ],
    [
      { how: 'boolean', keyword: 'retries', detail: 'retries: yes becomes 1' },
      'warning',
      'retries: yes becomes 1',
      'give retries a whole number, such as retries: 10',
    ],
    [
      { how: 'boolean', keyword: 'delay', detail: 'delay: no becomes 0' },
      'warning',
      'delay: no becomes 0',
      'give delay a whole number of seconds, such as delay: 10',
    ],
  ])('%o', (misuse, severity, message, remedy) => {
    const { detail } = misuse;
    expect(findingOf(RULE, misused(misuse))).toMatchObject({
      severity,
      confidence: 'certain',
      message,
      remedy,
      place: at(5),
      evidence: [detail],
    });
  });

  test('other misuses are other rules’', () => {
    for (const how of ['async-zero', 'on-play'] as const) expect(findingsOf(RULE, misused({ how }))).toEqual([]);
  });
});

describe('async-without-effect', () => {
  const RULE = 'async-without-effect';
  test.each<[Partial<Misuse>, string, RegExp, RegExp]>([
    [
      { how: 'async-zero', detail: 'async: 0' },
      'warning',
      /^async: 0 has no effect: the task runs in the foreground$/,
      /^give async a limit/,
    ],
    [{ how: 'negative', detail: 'async: -1' }, 'warning', /has no effect/, /^give async a limit/],
    [{ how: 'poll-alone', keyword: 'poll', detail: 'poll: 0' }, 'warning', /has no effect/, /^add async with a limit/],
    [
      { how: 'fractional', keyword: 'poll', detail: 'poll: 0.5' },
      'error',
      /^poll: 0\.5 is cut .*\(below 1: fire and forget\)/,
      /such as poll: 1$/,
    ],
    [
      { how: 'fractional', keyword: 'async', detail: 'async: 1.5' },
      'warning',
      /^async: 1\.5 is cut to a whole number up to ansible-core 2\.14, and/,
      /such as async: 60$/,
    ],
  ])('%o', (misuse, severity, message, remedy) => {
    const finding = findingOf(RULE, misused(misuse));
    expect(finding).toMatchObject({ severity, confidence: 'certain', place: at(5), evidence: [misuse.detail] });
    expect(finding.message).toMatch(message);
    expect(finding.remedy).toMatch(remedy);
  });

  test('other misuses are other rules’', () => {
    for (const how of ['boolean', 'on-play'] as const) expect(findingsOf(RULE, misused({ how }))).toEqual([]);
  });
});

describe('async-not-possible', () => {
  const RULE = 'async-not-possible';
  const INSIDE = 'set async and poll on the tasks inside';
  const ELSE = /^remove async and poll/;
  test.each<[Misuse['how'], string, RegExp, string | RegExp]>([
    ['unsupported-action', 'error', /^debug can't run async: the task fails$/, ELSE],
    ['refused-lately', 'warning', /^debug can't run async: older/, ELSE],
    ['on-role', 'warning', /^async: 0: what it brings in/, INSIDE],
    ['on-play', 'error', /^async: 0: Ansible refuses the playbook$/, INSIDE],
    ['on-block', 'error', /Ansible refuses the playbook$/, INSIDE],
    ['on-import-playbook', 'error', /Ansible refuses the playbook$/, INSIDE],
    ['invalid-on-include', 'error', /^"async" is not a keyword of debug/, INSIDE],
    ['check-mode', 'warning', /^async with check_mode: true fails/, ELSE],
    ['dropped-when-static', 'warning', /^debug drops async/, INSIDE],
  ])('%s', (how, severity, message, remedy) => {
    const finding = findingOf(RULE, misused({ how }));
    expect(finding).toMatchObject({ severity, confidence: 'certain', place: at(5), evidence: ['async: 0'] });
    expect(finding.message).toMatch(message);
    expect(finding.remedy).toMatch(remedy);
  });

  test('other misuses are other rules’', () => {
    for (const how of ['boolean', 'async-zero'] as const) expect(findingsOf(RULE, misused({ how }))).toEqual([]);
  });
});

describe('undefined-window-variable', () => {
  const RULE = 'undefined-window-variable';
  const found = { place: at(12), keyword: 'retries', variable: 'tries', task: 'Reap', whole: false };
  test('one finding for a variable, with every place that needs it', () => {
    const delay = { ...found, place: at(13), keyword: 'delay', whole: true };
    expect(findingOf(RULE, audited({ undefinedVariables: [found, delay] }))).toMatchObject({
      severity: 'warning',
      confidence: 'possible',
      place: at(12),
      evidence: ['no file gives tries a value'],
      related: [{ place: at(13), message: 'delay needs it too' }],
    });
    expect(findingOf(RULE, audited({ undefinedVariables: [found] }))).toMatchObject({ severity: 'note', related: [] });
    expect(findingsOf(RULE, audited({ undefinedVariables: [found, { ...found, variable: 'other' }] }))).toHaveLength(2);
  });
});

describe('shell-operator-in-command', () => {
  const RULE = 'shell-operator-in-command';
  const piped = (over: Partial<AsyncTask> = {}) =>
    audited({ asyncTasks: [launch({ shellOperator: '|', command: 'a | b\nc', ...over })] });
  test('the program gets it as an argument', () => {
    const finding = findingOf(RULE, piped());
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(4),
      evidence: ['command: a | b'],
      subject: 'launch',
    });
    expect(finding.message).toMatch(/command has no shell$/);
    expect(findingOf(RULE, piped({ reaps: [] })).message).toMatch(/, and nobody sees it fail$/);
    expect(findingOf(RULE, piped({ reaps: [], class: 'keep-alive' })).message).toMatch(/command has no shell$/);
    expect(findingsOf(RULE, piped({ class: 'inert' }))).toEqual([]);
    expect(findingsOf(RULE, piped({ shellOperator: undefined }))).toEqual([]);
  });
});

describe('cleanup-is-no-reap', () => {
  const RULE = 'cleanup-is-no-reap';
  const cleaner = { task: 'cleaner', name: 'Clean', place: at(20), keyword: undefined };
  const gone = (task: Partial<AsyncTask> = {}) => pair({ drill: drilled({ 'failed-1': lost('cleaned-up') }), ...task });

  test('only the job file goes', () => {
    expect(findingOf(RULE, gone())).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      place: at(11),
      evidence: ['mode: cleanup', expect.anything(), 'lost: rc 1'],
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
      witness: WITNESS,
    });
    expect(findingsOf(RULE, gone({ class: 'keep-alive' }))).toEqual([]);
    expect(findingsOf(RULE, gone({ escapes: [{ place: at(7), what: '' }] }))).toEqual([]);
    expect(findingsOf(RULE, pair({ drill: drilled({ 'failed-1': lost('ignore-errors') }) }))).toEqual([]);
    expect(findingsOf(RULE, pair({ drill: drilled({ 'failed-1': lost('cleaned-up', { by: undefined }) }) }))).toEqual(
      [],
    );
  });

  const early = (over: Parameters<typeof red>[0] = {}, task: Partial<AsyncTask> = {}) =>
    pair({ drill: drilled({ ok: red({ cleanedUp: cleaner, ...over }) }), ...task });

  test('before the reap looks for it', () => {
    expect(findingOf(RULE, early())).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(20),
      related: [{ place: at(3) }, { place: at(11), message: 'looked for here' }],
      subject: 'cleaner',
      witness: WITNESS,
    });
    expect(findingOf(RULE, early({ conditions: ['x'] }))).toMatchObject({
      severity: 'warning',
      evidence: ['mode: cleanup', expect.anything(), 'x'],
    });
    for (const project of [
      early({ cleanedUp: undefined }),
      early({ by: undefined }),
      early({ misplaced: { what: 'host', from: '', to: '' } }),
      early({}, { class: 'keep-alive' }),
    ])
      expect(findingsOf(RULE, project)).toEqual([]);
  });
});

describe('launch-output-race', () => {
  const RULE = 'launch-output-race';
  const race = { place: at(6), what: 'Read', sure: false };
  const racing = (over: Partial<AsyncTask> = {}) =>
    audited({ asyncTasks: [launch({ races: [race, { ...race, place: at(7) }], ...over })] });
  test('the first use of what may not be there yet', () => {
    expect(findingOf(RULE, racing())).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(6),
      message: 'Read, which "Start" may still be writing',
      evidence: ['launched with poll: 0 at line 3 of play.yml', expect.anything()],
      related: [{ place: at(3), message: 'launched here' }],
    });
    expect(findingOf(RULE, racing({ races: [{ ...race, sure: true }] }))).toMatchObject({
      confidence: 'certain',
      message: expect.stringMatching(/has no such result/),
      remedy: 'read it from the register of the reap',
    });
    expect(findingsOf(RULE, racing({ class: 'keep-alive' }))).toEqual([]);
  });
});

describe('criterion-on-launch', () => {
  const RULE = 'criterion-on-launch';
  const criterion = {
    keyword: 'failed_when',
    place: at(6),
    text: 'job.rc != 0',
    reads: 'job.rc',
    guarded: false,
  } as const;
  const judged = (over: Partial<AsyncTask> = {}) =>
    audited({ asyncTasks: [launch({ criteria: [criterion], ...over })] });
  test('a launch has no result to ask for', () => {
    expect(findingOf(RULE, judged())).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(6),
      message: expect.stringMatching(/the task fails, whatever the job does$/),
      evidence: ['failed_when: job.rc != 0', expect.anything()],
      subject: 'launch',
    });
    expect(findingOf(RULE, judged({ criteria: [{ ...criterion, guarded: true }] })).message).toMatch(
      /it says nothing of the job$/,
    );
    expect(findingOf(RULE, judged({ criteria: [{ ...criterion, keyword: 'until' }] })).message).toMatch(
      /or launches the job again$/,
    );
    expect(findingOf(RULE, judged({ poll: known(0, true) })).confidence).toBe('likely');
    expect(findingOf(RULE, judged({ poll: unknown('x') })).confidence).toBe('certain');
    for (const kind of ['keep-alive', 'inert', 'unknown'] as const)
      expect(findingsOf(RULE, judged({ class: kind }))).toEqual([]);
  });
});

describe('reboots by hand', () => {
  const reboots = (over: Partial<AsyncTask> = {}) =>
    audited({
      asyncTasks: [launch({ class: 'connection-cutting', command: 'shutdown -r now\nx', delegate: '', ...over })],
    });
  test('hand-rolled-reboot', () => {
    expect(findingOf('hand-rolled-reboot', reboots())).toMatchObject({
      severity: 'note',
      confidence: 'likely',
      place: at(3),
      evidence: ['command: shutdown -r now'],
      remedy: 'in its place:\n- ansible.builtin.reboot:\n    reboot_timeout: 600',
      subject: 'launch',
    });
    const windows = { action: 'win_shell', command: 'Restart-Computer' };
    expect(findingOf('hand-rolled-reboot', reboots(windows)).remedy).toBe(
      'in its place:\n- ansible.windows.win_reboot:',
    );
    expect(findingsOf('hand-rolled-reboot', reboots({ class: 'fire-and-forget' }))).toEqual([]);
    expect(findingsOf('hand-rolled-reboot', reboots({ delegate: 'localhost' }))).toEqual([]);
    expect(findingsOf('hand-rolled-reboot', reboots({ command: '/opt/work' }))).toEqual([]);
  });

  test('wait-without-delay', () => {
    const wait = { place: at(7), what: 'Wait' };
    expect(findingOf('wait-without-delay', reboots({ hastyWaits: [wait, { ...wait, place: at(8) }] }))).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      place: at(7),
      evidence: [expect.anything(), 'after "Start" at line 3 of play.yml'],
      related: [{ place: at(3), message: 'the connection is cut here' }],
    });
    expect(findingsOf('wait-without-delay', reboots({ class: 'server', hastyWaits: [wait] }))).toEqual([]);
    expect(findingsOf('wait-without-delay', reboots())).toEqual([]);
  });
});

describe('reap-in-check-mode', () => {
  const RULE = 'reap-in-check-mode';
  const checked = (over: Parameters<typeof red>[0] = {}) => pair({ drill: drilled({}, { checkRed: red(over) }) });
  test('under --check there is no job id', () => {
    expect(findingOf(RULE, checked())).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      place: at(11),
      evidence: ['async: 100', 'its file is elsewhere'],
      related: [{ place: at(3), message: 'launched here' }],
      subject: 'reap',
      witness: WITNESS,
    });
    expect(findingsOf(RULE, checked({ by: undefined }))).toEqual([]);
    expect(findingsOf(RULE, pair({ drill: drilled({}) }))).toEqual([]);
    expect(findingsOf(RULE, pair())).toEqual([]);
  });
});

test('a task without a name is called by its action', () => {
  expect(findingOf('jid-of-many', pair({}, { jidIsList: true, name: '' })).message).toMatch(/^"async_status" gives/);
});
