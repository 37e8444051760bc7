import { describe, expect, test } from 'vitest';
import type { End, WitnessStep } from '../../harness/model/abstract.ts';
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
  OF_JOB,
  pair,
  reap,
  SURFACED,
  theJob,
  UNKNOWN,
  unknown,
  WITNESS,
} from './audited-builder.ts';

const IN_REAP = 'failure-lost-in-reap';
const ignored = (over: Parameters<typeof lost>[1] = {}) => lost('ignore-errors', over);
const followed = (task: Partial<AsyncTask> = {}, its: Partial<AuditReap> = {}) =>
  pair({ drill: drilled(each(OF_JOB, ignored())), ...task }, its);

describe('failure-lost-in-reap, of a job that was followed', () => {
  test('an error at the keyword that loses it, with the ends that are lost and the drill that would show it', () => {
    expect(findingOf(IN_REAP, followed())).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(11),
      subject: 'reap',
      evidence: [
        'lost: rc 1, rc 2, rc 255, crashed without a rc, killed at its limit, its end never written',
        'nothing later makes the play red',
      ],
      related: [{ place: at(3), message: 'launched here' }],
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --faults fail --jobs play.yml:3',
    });
    expect(findingOf(IN_REAP, followed()).message).toBe(
      '"Reap" loses the failure of "Start": ignore_errors makes a failed job look well',
    );
  });

  test('where no healthy run of its playbook comes to it, a note that says so, and nothing of what comes later', () => {
    expect(findingOf(IN_REAP, pair({ drill: drilled({ 'failed-1': ignored() }, { alone: true }) }))).toMatchObject({
      severity: 'note',
      confidence: 'possible',
      evidence: ['lost: rc 1', 'no healthy run comes to it: what its playbook does afterwards was not followed'],
    });
  });

  test('a condition on the way, or a rescue, makes it less sure; a keyword on the launch itself less still', () => {
    const onAWay = findingOf(IN_REAP, pair({ drill: drilled({ 'failed-1': ignored({ conditions: ['x', 'y'] }) }) }));
    expect(onAWay).toMatchObject({
      confidence: 'likely',
      evidence: ['lost: rc 1', 'on a way x, y', expect.anything()],
    });
    expect(findingOf(IN_REAP, pair({ drill: drilled({ 'failed-1': lost('rescued') }) })).confidence).toBe('likely');
    expect(findingOf(IN_REAP, followed({ keywords: { ignore_errors: at(5) } })).confidence).toBe('possible');
  });

  test('not on every way, or only without a rc: a warning', () => {
    expect(findingOf(IN_REAP, pair({ drill: drilled(each(FAILED, ignored({ always: false }))) })).severity).toBe(
      'warning',
    );
    const crashed = findingOf(IN_REAP, pair({ drill: drilled({ 'failed-1': SURFACED, crashed: ignored() }) }));
    expect(crashed).toMatchObject({
      severity: 'warning',
      drill: 'reapcheck drill play.yml --faults traceback --jobs play.yml:3',
    });
    expect(crashed.message).toMatch(/, where it ends without a rc$/);
    expect(findingOf(IN_REAP, pair({ drill: drilled({ 'timed-out': ignored() }) })).severity).toBe('warning');
  });

  test('a rc that the author lets pass is the author’s to say, where another rc is seen', () => {
    const chosen = { 'failed-1': SURFACED, 'failed-2': ignored() } as const;
    expect(findingsOf(IN_REAP, pair({ drill: drilled(chosen) }))).toEqual([]);
  });

  test.each<[End, string]>([
    ['failed-2', 'fail'],
    ['crashed', 'traceback'],
    ['timed-out', 'hang'],
    ['never-ends', 'kill-runner'],
    ['lost', 'lose-job-file'],
    ['unreachable', 'cut-link'],
  ])('%s: %s would show it', (end, fault) => {
    expect(findingOf(IN_REAP, pair({ drill: drilled({ [end]: ignored() }) })).drill).toMatch(
      new RegExp(` ${fault} --jobs play\\.yml:3$`),
    );
  });

  test('of a role that no playbook brings in, there is no drill to name', () => {
    const drill = drilled(each(FAILED, ignored()), { playbook: undefined });
    expect(findingOf(IN_REAP, pair({ drill }))).not.toHaveProperty('drill');
  });

  test('ends that are lost in another way, or by another task, are not counted to it', () => {
    const other = ignored({ by: { task: 'later', name: 'Later', place: at(20), keyword: undefined } });
    const drill = drilled({ 'failed-1': ignored(), 'failed-2': other, crashed: lost('rescued'), lost: ignored() });
    expect(findingOf(IN_REAP, pair({ drill })).evidence[0]).toBe('lost: rc 1, its file gone');
  });

  test('a failed_when that only says nothing where retries run out is a note', () => {
    const silent = lost('failed-when');
    const note = findingOf(IN_REAP, pair({ drill: drilled(each(['never-ends', 'lost', 'unreachable'], silent)) }));
    expect(note.severity).toBe('note');
    expect(findingOf(IN_REAP, pair({ drill: drilled(each([...FAILED, 'lost'], silent)) })).severity).toBe('error');
    expect(findingOf(IN_REAP, pair({ drill: drilled({ lost: ignored() }) })).severity).toBe('warning');
  });

  test('what to do depends on what loses it', () => {
    const remedy = (how: Parameters<typeof lost>[0], its: Partial<AuditReap> = {}) =>
      findingOf(IN_REAP, pair({ drill: drilled(each(FAILED, lost(how))) }, its)).remedy;
    expect(remedy('failed-when')).toMatch(/^remove failed_when, .*: reaped is failed or reaped is not finished/);
    expect(remedy('ignore-unreachable')).toMatch(/^remove it: a host that is gone/);
    expect(remedy('cleared-errors')).toMatch(/^remove it, or end the play with a task .* reaped is failed$/);
    expect(remedy('ignore-errors', { register: 'result' })).toMatch(
      /ansible\.builtin\.fail:\n.*\n {2}when: result is failed$/s,
    );
    expect(remedy('rescued')).toMatch(/^let the rescue end with a task that fails:\n- ansible\.builtin\.fail:/);
    expect(remedy('ignore-errors', { register: undefined })).toMatch(/register: reaped.*when: reaped is failed$/s);
  });

  test('by another task than a reap, it is told of the reap that it has, or of the launch', () => {
    const by = { task: 'later', name: 'Later', place: at(20), keyword: undefined };
    const drill = drilled(each(FAILED, ignored({ by })));
    const two = audited({ asyncTasks: [launch({ drill })], reaps: [reap({ id: 'first', jobs: [] }), reap()] });
    expect(findingOf(IN_REAP, two)).toMatchObject({ place: at(20), subject: 'reap' });
    expect(findingOf(IN_REAP, audited({ asyncTasks: [launch({ drill, reaps: [] })] })).subject).toBe('launch');
    const both = launch({ drill: drilled(each(FAILED, ignored())), reaps: ['first', 'reap'] });
    expect(findingOf(IN_REAP, audited({ asyncTasks: [both], reaps: [reap({ id: 'first' }), reap()] })).subject).toBe(
      'reap',
    );
  });

  test('one keyword that loses several jobs is told once, by the worst', () => {
    const weak = launch({ id: 'weak', name: 'Weak', drill: drilled(each(FAILED, ignored({ always: false }))) });
    const strong = launch({ id: 'strong', name: 'Strong', drill: drilled(each(FAILED, ignored())) });
    const found = findingOf(IN_REAP, audited({ asyncTasks: [weak, strong], reaps: [reap()] }));
    expect(found).toMatchObject({ severity: 'error', message: expect.stringContaining('"Strong"') });
    expect(findingOf(IN_REAP, audited({ asyncTasks: [weak], reaps: [reap()] })).severity).toBe('warning');
  });

  const reboots = { class: 'connection-cutting', why: 'it reboots' } as const;
  test.each<[string, Partial<AsyncTask>]>([
    ['lost in a way that another rule tells', { drill: drilled(each(FAILED, lost('never-reaped'))) }],
    ['lost by nobody in sight', { drill: drilled(each(FAILED, ignored({ by: undefined }))) }],
    ['not lost', { drill: drilled(each(OF_JOB, SURFACED)) }],
    ['of a job that cuts the connection', { intent: reboots }],
    ['of a task that waits for itself, and ignores its own errors', { class: 'keep-alive' }],
  ])('%s: nothing', (_, task) => {
    expect(findingsOf(IN_REAP, followed(task))).toEqual([]);
  });

  test('a task that waits for itself and is looked at through another’s register is told; so is its failed_when', () => {
    const checked = drilled({ 'failed-1': { ...SURFACED, reason: 'checked' } as typeof SURFACED });
    const waiting = launch({ class: 'keep-alive', drill: drilled(each(FAILED, ignored())), reaps: [] });
    const twin = launch({ id: 'twin', name: 'Twin', place: at(30), drill: checked, reaps: [] });
    expect(findingOf(IN_REAP, audited({ asyncTasks: [waiting, twin] })).evidence[1]).toMatch(
      /"job" later sees that of "Twin" at line 30/,
    );
    for (const other of [
      { ...twin, register: 'other' },
      { ...twin, place: at(30, 'other.yml') },
      { ...twin, drill: drilled({ 'failed-1': SURFACED }) },
      { ...twin, drill: undefined },
      { ...twin, drill: drilled({ 'failed-1': UNKNOWN }) },
    ])
      expect(findingsOf(IN_REAP, audited({ asyncTasks: [waiting, other] }))).toEqual([]);
    const own = drilled({ 'failed-1': { ...SURFACED, reason: 'checked' } as typeof SURFACED, crashed: ignored() });
    const silent = 'nothing later makes the play red';
    expect(findingOf(IN_REAP, audited({ asyncTasks: [{ ...waiting, drill: own }] }))).toMatchObject({
      message: expect.stringMatching(/without a rc$/),
      evidence: [expect.anything(), silent],
    });
    const launched = launch({ drill: drilled(each(FAILED, ignored())), reaps: [] });
    expect(findingOf(IN_REAP, audited({ asyncTasks: [launched, twin] })).evidence[1]).toBe(silent);
    const silenced = { ...waiting, judgesItself: true, drill: drilled(each(FAILED, lost('failed-when'))) };
    expect(findingOf(IN_REAP, audited({ asyncTasks: [silenced, twin] })).evidence[1]).toBe(silent);
    const judged = { class: 'keep-alive', drill: drilled(each(FAILED, lost('failed-when'))) } as const;
    expect(findingsOf(IN_REAP, pair({ ...judged, judgesItself: true }))).toHaveLength(1);
    expect(findingsOf(IN_REAP, pair(judged))).toEqual([]);
    const [start, where] = [
      WITNESS[0],
      { place: at(3), task: 'Start', what: 'where forced', kind: 'assumed' },
    ] as const;
    const onAWay = (...witness: WitnessStep[]) => ({
      ...judged,
      judgesItself: true,
      drill: drilled(each(FAILED, lost('failed-when', { witness }))),
    });
    expect(findingsOf(IN_REAP, pair(onAWay(start, where)))).toEqual([]);
    expect(findingsOf(IN_REAP, pair(onAWay(where, start)))).toHaveLength(1);
    expect(findingsOf(IN_REAP, pair(onAWay()))).toHaveLength(1);
    expect(findingsOf(IN_REAP, pair(onAWay(start, { ...where, place: at(30) })))).toHaveLength(1);
    const withoutRc = drilled({ 'failed-1': SURFACED, crashed: lost('failed-when') });
    expect(findingsOf(IN_REAP, pair({ class: 'keep-alive', drill: withoutRc }))).toHaveLength(1);
    const both = { class: 'keep-alive', keywords: { ignore_errors: at(5) }, judgesItself: true } as const;
    expect(findingOf(IN_REAP, pair({ ...both, drill: judged.drill })).confidence).toBe('certain');
  });
});

describe('failure-lost-in-reap, of a reap whose jobs could not be followed', () => {
  const doubt = { via: 'ignore_errors', place: at(15), what: 'ignore_errors: true' } as const;
  const reads = { how: 'finished-only', place: at(16), text: 'reaped.finished' } as const;

  test('what it says by itself', () => {
    expect(findingOf(IN_REAP, pair({}, { ignoredBy: doubt }))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(15),
      evidence: ['ignore_errors: true', 'nothing later looks at "reaped"'],
      subject: 'reap',
    });
    expect(findingOf(IN_REAP, pair({}, { failedWhenReads: reads, register: undefined }))).toMatchObject({
      place: at(16),
      evidence: ['failed_when: reaped.finished', expect.stringMatching(/no register/)],
      remedy: expect.stringMatching(/when: reaped is failed$/),
    });
    expect(findingOf(IN_REAP, pair({}, { ignoredBy: { ...doubt, via: 'rescue' } })).confidence).toBe('possible');
    expect(findingOf(IN_REAP, pair({ drill: drilled({ 'failed-1': UNKNOWN }) }, { ignoredBy: doubt })).severity).toBe(
      'error',
    );
  });

  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['nothing hides it', {}, { ignoredBy: undefined }],
    ['a cleanup collects nothing', {}, { mode: 'cleanup' }],
    ['something looks at its result', {}, { checked: { place: at(20), what: 'fail' } }],
    ['its job cuts the connection', { intent: { class: 'connection-cutting', why: '' } }, {}],
    ['its job serves, and it looks once', { intent: { class: 'server', why: '' } }, { until: undefined }],
    ['its job was followed', { drill: drilled({ 'failed-1': SURFACED }) }, {}],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(IN_REAP, pair(task, { ignoredBy: doubt, ...its }))).toEqual([]);
  });

  test('who waits for the end of a server does not look once', () => {
    expect(findingsOf(IN_REAP, pair({ intent: { class: 'server', why: '' } }, { ignoredBy: doubt }))).toHaveLength(1);
    expect(findingsOf(IN_REAP, audited({ reaps: [reap({ jobs: [], ignoredBy: doubt })] }))).toHaveLength(1);
  });

  test('of two jobs, one that is meant so does not excuse the other', () => {
    const reboot = launch({ id: 'other', intent: { class: 'connection-cutting', why: '' } });
    const jobs = [theJob, { ...theJob, launch: 'other' }];
    const project = audited({ asyncTasks: [launch(), reboot], reaps: [reap({ jobs, ignoredBy: doubt })] });
    expect(findingsOf(IN_REAP, project)).toHaveLength(1);
  });

  test('another reap that waits for the same job and lets its failure through excuses it', () => {
    const with_ = (over: Partial<AuditReap>) =>
      findingsOf(
        IN_REAP,
        audited({ asyncTasks: [launch()], reaps: [reap({ ignoredBy: doubt }), reap({ id: 'other', ...over })] }),
      );
    expect(with_({})).toEqual([]);
    expect(with_({ mode: 'cleanup' })).toHaveLength(1);
    expect(with_({ until: undefined })).toHaveLength(1);
    expect(with_({ ignoredBy: doubt })).toHaveLength(2);
    expect(with_({ jobs: [{ ...theJob, launch: 'another' }] })).toHaveLength(1);
    const checked = { place: at(30), what: 'fail' };
    expect(with_({ ignoredBy: doubt, checked })).toEqual([]);
  });

  test('it excuses it only where it waits for all of its jobs', () => {
    const jobs = [theJob, { ...theJob, launch: 'other' }];
    const reaps = [reap({ jobs, ignoredBy: doubt }), reap({ id: 'sound' })];
    expect(findingsOf(IN_REAP, audited({ asyncTasks: [launch(), launch({ id: 'other' })], reaps }))).toHaveLength(1);
  });
});

describe('failure-lost-in-reap, what mends it', () => {
  const remedyOf = (
    task: Partial<AsyncTask>,
    its: Partial<AuditReap>,
    how: Parameters<typeof lost>[0] = 'ignore-errors',
  ) => findingOf(IN_REAP, pair({ drill: drilled(each(OF_JOB, lost(how))), ...task }, its)).remedy;

  test('a result that nothing registers has to be registered first', () => {
    expect(remedyOf({}, {})).toMatch(/^remove it, or fail later .* when: reaped is failed$/s);
    expect(remedyOf({}, { register: 'seen' })).toMatch(/ when: seen is failed$/);
    // One that waits for itself has the result itself, whoever looks again.
    const itself = { class: 'keep-alive', judgesItself: true } as const;
    expect(remedyOf(itself, { register: 'seen' }, 'failed-when')).toMatch(/begin with: job is failed or job is not/);
    expect(remedyOf({}, { register: undefined })).toMatch(
      /^remove it, or register it \(register: reaped\), and fail later .* when: reaped is failed$/s,
    );
    expect(remedyOf({}, { register: undefined }, 'failed-when')).toMatch(
      /begin with: reaped is failed or reaped is not/,
    );
    expect(remedyOf({}, { register: 'seen' }, 'failed-when')).toMatch(/begin with: seen is failed or seen is not/);
  });

  test('a rescue around a reap whose jobs nobody can follow may be meant, and is mended in itself', () => {
    const ignoredBy = (via: 'rescue' | 'ignore_errors') => ({ ignoredBy: { via, place: at(20), what: `a ${via}` } });
    const alone = (via: 'rescue' | 'ignore_errors') =>
      findingOf(IN_REAP, audited({ reaps: [reap({ jobs: [], ...ignoredBy(via) } as Partial<AuditReap>)] }));
    expect(alone('rescue')).toMatchObject({
      confidence: 'possible',
      remedy: expect.stringMatching(/^let the rescue end/),
    });
    expect(alone('ignore_errors')).toMatchObject({
      confidence: 'likely',
      remedy: expect.stringMatching(/^remove it, or fail later/),
    });
  });

  test('the failure that is to come later is not ignored by what ignores that of the reap from outside', () => {
    const own = findingOf(IN_REAP, followed());
    expect(own.remedy).toMatch(/fail later[\s\S]* is failed$/);
    const around = { ignore_errors: at(3) };
    expect(findingOf(IN_REAP, followed({}, { around })).remedy).toMatch(/ is failed\n {2}ignore_errors: false$/);
  });
});

describe('reap-without-until', () => {
  const RULE = 'reap-without-until';
  const once = { until: undefined, untilReads: undefined, keywords: {} } as const;

  test('a look that does not wait', () => {
    expect(findingOf(RULE, pair({}, once))).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(9),
      evidence: ['no until', 'nothing later looks at "reaped"'],
      subject: 'reap',
    });
    const bare = findingOf(RULE, pair({}, { ...once, register: undefined, keywords: { retries: at(13) } }));
    expect(bare.evidence).toEqual([
      'no until',
      expect.stringMatching(/^retries alone/),
      expect.stringMatching(/no register/),
    ]);
    expect(bare.remedy).toMatch(/register: reaped\n {2}until: reaped is finished/);
    expect(findingOf(RULE, audited({ reaps: [reap({ ...once, jobs: [] })] })).confidence).toBe('likely');
  });

  test('what it lacks is proposed, for the longest limit; what it has stays', () => {
    const remedy = (task: Partial<AsyncTask>, its: Partial<AuditReap> = {}, ...more: AsyncTask[]) =>
      findingOf(
        RULE,
        audited({
          asyncTasks: [launch(task), ...more],
          reaps: [reap({ ...once, jobs: [theJob, ...more.map(({ id }) => ({ ...theJob, launch: id }))], ...its })],
        }),
      ).remedy;
    const whole = (window: string) =>
      `add, with retries × delay of at least the job's limit:\n  register: reaped\n  until: reaped is finished\n${window}`;
    expect(remedy({})).toBe(whole('  retries: 12\n  delay: 10'));
    expect(remedy({ limit: known(100) }, {}, launch({ id: 'other', limit: known(1000) }))).toBe(
      whole('  retries: 34\n  delay: 30'),
    );
    expect(remedy({ limit: unknown('{{ x }}') })).toBe(whole('  retries: 60\n  delay: 5'));
    expect(remedy({}, { keywords: { delay: at(14) }, delay: known(2) })).toBe(whole('  retries: 58'));
    expect(remedy({}, { keywords: { delay: at(14) }, delay: unknown('{{ x }}') })).toBe(whole('  retries: 12'));
    expect(remedy({}, { delay: known(2) })).toBe(whole('  retries: 12\n  delay: 10'));
    const rest = "add, with retries × delay of at least the job's limit:\n  until: reaped is finished";
    expect(remedy({}, { keywords: { register: at(11), retries: at(13) } })).toBe(rest);
  });

  const sound = launch({ drill: drilled(each(OF_JOB, SURFACED)) });
  test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
    ['it waits', {}, { until: 'reaped is finished' }],
    ['a cleanup', {}, { mode: 'cleanup' }],
    ['it comes up again and again', {}, { recursive: true }],
    ['its job serves', { intent: { class: 'server', why: '' } }, {}],
    ['something looks at what it saw', {}, { checked: { place: at(20), what: 'fail' } }],
    ['its failed_when does', {}, { failedWhenReads: { how: 'finished-only', place: at(16), text: 'x' } }],
    ['no failure is lost in it', { drill: sound.drill }, {}],
    ['the job id is known elsewhere', { escapes: [{ place: at(7), what: 'set_fact' }] }, {}],
  ])('%s: nothing', (_, task, its) => {
    expect(findingsOf(RULE, pair(task, { ...once, ...its }))).toEqual([]);
  });

  test('a failure that is lost in it is told, whatever looks at its result; one that is lost in another is not its', () => {
    const checked = { place: at(20), what: 'debug' };
    const inIt = { ...each(OF_JOB, SURFACED), 'timed-out': lost('no-until') };
    expect(findingsOf(RULE, pair({ drill: drilled(inIt) }, { ...once, checked }))).toHaveLength(1);
    const inOther = lost('ignore-errors', { by: { task: 'other', name: '', place: at(1), keyword: undefined } });
    expect(findingsOf(RULE, pair({ drill: drilled({ ...inIt, 'timed-out': inOther }) }, once))).toEqual([]);
    const nowhere = lost('never-reaped', { by: undefined });
    expect(findingsOf(RULE, pair({ drill: drilled({ ...inIt, 'timed-out': nowhere }) }, once))).toEqual([]);
  });

  test('of jobs that could not all be followed, or that are none of ours, a later look excuses it', () => {
    const checked = { place: at(20), what: 'fail' };
    const inIt = launch({ id: 'other', drill: drilled(each(OF_JOB, lost('no-until'))) });
    const jobs = [theJob, { ...theJob, launch: 'other' }];
    const some = audited({ asyncTasks: [launch(), inIt], reaps: [reap({ ...once, jobs, checked })] });
    expect(findingsOf(RULE, some)).toEqual([]);
    expect(findingsOf(RULE, audited({ reaps: [reap({ ...once, jobs: [], checked })] }))).toEqual([]);
  });

  test('of two jobs, one whose failure is lost in it is enough', () => {
    const other = launch({ id: 'other', drill: drilled({ ...each(OF_JOB, SURFACED), crashed: lost('no-until') }) });
    const jobs = [theJob, { ...theJob, launch: 'other' }];
    expect(findingsOf(RULE, audited({ asyncTasks: [sound, other], reaps: [reap({ ...once, jobs })] }))).toHaveLength(1);
  });
});

describe('unreaped-job', () => {
  const RULE = 'unreaped-job';
  const alone = (over: Partial<AsyncTask> = {}) => audited({ asyncTasks: [launch({ reaps: [], ...over })] });

  test('a command that leaves its job is told of in a note, unless more says that it serves, or something waits for it', () => {
    const detached = { class: 'server', intent: { class: 'server', why: 'an &', detachedOnly: true } } as const;
    expect(findingOf(RULE, alone(detached))).toMatchObject({
      severity: 'note',
      confidence: 'possible',
      evidence: ['an &', 'nothing later waits for it, or stops it'],
    });
    const waits = { how: 'waits', place: at(9), what: 'waits' } as const;
    for (const fine of [
      { ...detached, intent: { class: 'server', why: 'it listens' } } as const,
      { ...detached, readiness: waits },
      { ...detached, reaps: ['reap'] },
      { ...detached, class: 'keep-alive' } as const,
      { ...detached, escapes: [{ place: at(9), what: 'goes on' }] },
    ])
      expect(findingsOf(RULE, alone(fine))).toEqual([]);
  });

  test('where a later task may wait for it, or for something else, that is no pass and no more than a note', () => {
    const perhaps = { perhapsWaited: { place: at(9), what: '"Wait" waits for something by manage as well' } };
    const found = findingOf(RULE, alone(perhaps));
    expect(found).toMatchObject({ severity: 'note', confidence: 'possible' });
    expect(found.evidence.at(-1)).toBe(
      '"Wait" waits for something by manage as well (line 9): if for this job, its failure shows there',
    );
    expect(findingOf(RULE, alone()).severity).toBe('error');
  });

  test('the reap that it lacks goes by the limit as written where an inventory may set another one', () => {
    const limit = { known: true, value: 600, text: '{{ longest }}' } as const;
    const retriesFor = (soft: boolean, text: string = limit.text) =>
      /retries: (.*)/.exec(findingOf(RULE, alone({ limit: { ...limit, text, soft } })).remedy)?.[1];
    expect(retriesFor(true)).toBe('"{{ ((longest) | int + 10) // 5 + 1 }}"');
    expect(retriesFor(false)).toMatch(/^\d+$/);
    expect(retriesFor(true, '600')).toBe(retriesFor(false));
  });

  test('where nothing but the launch has to do with the job, that is the way; else the way as it was found', () => {
    const witnessOf = (witness: typeof WITNESS | [], name = 'Start') =>
      findingOf(RULE, alone({ name, drill: drilled(each(OF_JOB, lost('never-reaped', { witness }))) })).witness;
    expect(witnessOf([])).toEqual([{ place: at(3), task: 'Start', what: 'launched', kind: 'launched' }]);
    expect(witnessOf([], '')).toEqual([{ place: at(3), task: 'shell', what: 'launched', kind: 'launched' }]);
    expect(witnessOf(WITNESS)).toBe(WITNESS);
  });

  test('an error where it could be reaped, a warning where nothing knows its id', () => {
    expect(findingOf(RULE, alone({ keywords: { poll: at(6) } }))).toMatchObject({
      severity: 'error',
      confidence: 'likely',
      place: at(3),
      evidence: [
        'poll: 0 at line 6, limit 100 s',
        'its register "job" never reaches an async_status',
        expect.stringMatching(/^nothing in it says/),
      ],
      remedy: expect.stringMatching(
        /^add a reap before its result matters:\n- name: Reap - Start\n {2}ansible\.builtin\.async_status:\n/,
      ),
      subject: 'launch',
    });
    expect(findingOf(RULE, alone({ register: undefined, limit: unknownLimit }))).toMatchObject({
      severity: 'warning',
      evidence: [
        'poll: 0 at line 3, limit unknown (a fact)',
        expect.stringMatching(/^it has no register/),
        expect.anything(),
      ],
      remedy: expect.stringMatching(/^register it, and add a reap/),
    });
    expect(findingOf(RULE, alone({ action: 'systemd_service' })).confidence).toBe('possible');
    expect(findingOf(RULE, alone({ keywords: { ignore_errors: at(5) } })).confidence).toBe('possible');
  });

  test.each([
    ['{{ limit }}', '"{{ ((limit) | int + 10) // 5 + 1 }}"'],
    [' {{ limit }} ', '"{{ ((limit) | int + 10) // 5 + 1 }}"'],
    [`{{ of["it's"] }}`, `'{{ ((of["it''s"]) | int + 10) // 5 + 1 }}'`],
    ['1{{ zeros }}', "60 # retries × delay: the job's limit, and 15 s more"],
    ['{{ ones }}0', "60 # retries × delay: the job's limit, and 15 s more"],
    ['{{ ones }}{{ zeros }}', "60 # retries × delay: the job's limit, and 15 s more"],
  ])('the window of the reap that it lacks is made from its limit: %s', (text, retries) => {
    const { remedy } = findingOf(RULE, alone({ register: undefined, limit: { ...unknownLimit, text } }));
    expect(remedy).toContain(`  retries: ${retries}\n`);
    expect(remedy).toContain('    jid: "{{ job.ansible_job_id }}"\n');
  });

  test('with the way on which its failure is lost, where that is known', () => {
    const drill = drilled(each(OF_JOB, lost('never-reaped', { by: undefined })));
    expect(findingOf(RULE, alone({ drill }))).toMatchObject({
      witness: WITNESS,
      drill: 'reapcheck drill play.yml --faults fail --jobs play.yml:3',
    });
    expect(findingOf(RULE, alone())).not.toHaveProperty('witness');
  });

  const use = { place: at(7), what: 'set_fact' };
  test.each<[string, Partial<AsyncTask>]>([
    ['it waits for itself', { class: 'keep-alive' }],
    ['it is meant so', { intent: { class: 'declared', why: 'a comment' } }],
    ['it has a reap', { reaps: ['reap'] }],
    ['its id goes elsewhere', { escapes: [use] }],
    ['its register is overwritten, which another rule tells', { overwritten: [{ ...use, how: 'task' }] }],
    ['its failure is seen on every way', { drill: drilled(each(OF_JOB, SURFACED)) }],
    [
      'or makes the play do its work again',
      { drill: drilled(each(OF_JOB, { kind: 'recovered', by: use as never, witness: [] })) },
    ],
    ['or is seen by what it printed', { drill: drilled(each(OF_JOB, { kind: 'surfaced-by-output', witness: [] })) }],
    ['as far as it can end', { drill: drilled(each(FAILED, SURFACED)) }],
    ['something looks for a job that cannot be named', { drill: drilled(each(OF_JOB, UNKNOWN)) }],
  ])('%s: nothing', (_, task) => {
    expect(findingsOf(RULE, alone(task))).toEqual([]);
  });

  test.each<[string, AsyncTask['drill']]>([
    ['one end is not seen', drilled({ ...each(OF_JOB, SURFACED), crashed: GREEN })],
    ['nothing is known of it', { ...drilled(each(OF_JOB, UNKNOWN)), looks: new Set() }],
    ['nothing is known of its plain failure', drilled({ crashed: SURFACED })],
  ])('%s: told', (_, drill) => {
    expect(findingsOf(RULE, alone({ drill }))).toHaveLength(1);
  });

  describe('with a reap that a way leads past', () => {
    const past = (
      how: Parameters<typeof lost>[0],
      over: Parameters<typeof lost>[1] = {},
      task: Partial<AsyncTask> = {},
    ) => pair({ drill: drilled(each(FAILED, lost(how, over))), ...task });

    test('a reap whose condition is never met is a warning, as a variable may be set otherwise', () => {
      expect(findingOf(RULE, past('reap-skipped'))).toMatchObject({
        severity: 'warning',
        message: expect.stringMatching(/never reaped: the condition of its reap is false/),
      });
      expect(findingOf(RULE, past('never-reaped')).severity).toBe('error');
      expect(findingsOf(RULE, past('reap-skipped', { always: false }))).toEqual([]);
    });

    test('it names the reap, and what leads past', () => {
      expect(findingOf(RULE, past('play-ended-first', { always: false, conditions: ['x'] }))).toMatchObject({
        severity: 'warning',
        confidence: 'likely',
        place: at(3),
        message: '"Start" is not always reaped: the play ends for the host before the reap',
        evidence: ['lost: rc 1, rc 2, rc 255', 'on a way x'],
        remedy: 'reap the job before the play may end',
        related: [{ place: at(11), message: 'the reap that is passed by' }],
        subject: 'launch',
        witness: WITNESS,
      });
      const never = findingOf(RULE, past('not-notified', { by: undefined }));
      expect(never).toMatchObject({ severity: 'error', remedy: 'reap it with a task that every run takes' });
      expect(never.message).toMatch(/^"Start" is never reaped: its reap is a handler/);
      expect(never).not.toHaveProperty('related');
      expect(findingsOf(RULE, past('never-reaped'))).toHaveLength(1);
      expect(findingsOf(RULE, past('not-selected'))).toHaveLength(1);
    });

    test.each<[string, ReturnType<typeof past>]>([
      ['lost in its reap', past('ignore-errors')],
      ['not lost', pair({ drill: drilled(each(OF_JOB, SURFACED)) })],
      ['only of one item', past('not-selected', { item: 'first' })],
      ['sometimes reaped where something else went wrong', past('never-reaped', { always: false })],
      ['a task that waits for itself', past('not-selected', {}, { class: 'keep-alive' })],
      ['meant so', past('not-selected', {}, { intent: { class: 'declared', why: '' } })],
      ['its id goes elsewhere', past('not-selected', {}, { escapes: [use] })],
      [
        'without a reap, and seen to fail by what it puts out',
        pair({ reaps: [], drill: drilled({ ...each(OF_JOB, SURFACED), lost: lost('never-reaped') }) }, { jobs: [] }),
      ],
      ['its register is overwritten', past('not-selected', {}, { overwritten: [{ ...use, how: 'task' }] })],
    ])('%s: nothing', (_, project) => {
      expect(findingsOf(RULE, project)).toEqual([]);
    });
  });
});

const unknownLimit = { known: false, why: 'a fact', text: '{{ limit }}' } as const;

describe('overwritten-register', () => {
  const RULE = 'overwritten-register';
  const by = { place: at(6), what: 'Next', how: 'task' } as const;
  const alone = (over: Partial<AsyncTask> = {}) =>
    audited({ asyncTasks: [launch({ reaps: [], overwritten: [by], keywords: { register: at(5) }, ...over })] });

  test('at the launch, with where it is overwritten', () => {
    expect(findingOf(RULE, alone())).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      place: at(3),
      evidence: ['registered at line 5, overwritten at line 6'],
      related: [{ place: at(6), message: 'overwritten here' }],
      subject: 'launch',
    });
    expect(findingOf(RULE, alone()).message).toMatch(/"Next" overwrites its register "job"/);
    const skipped = findingOf(RULE, alone({ keywords: {}, overwritten: [{ ...by, how: 'skipped' }] }));
    expect(skipped.evidence).toEqual(['registered at line 3, overwritten at line 6', expect.stringMatching(/skipped/)]);
  });

  test.each<[string, Partial<AsyncTask>]>([
    ['it is not', { overwritten: [] }],
    ['it waits for itself', { class: 'keep-alive' }],
    ['it is meant so', { intent: { class: 'declared', why: '' } }],
    ['it has a reap', { reaps: ['reap'] }],
    ['its id goes elsewhere', { escapes: [{ place: at(7), what: 'set_fact' }] }],
    ['its failure is seen', { drill: drilled(each(OF_JOB, SURFACED)) }],
  ])('%s: nothing', (_, task) => {
    expect(findingsOf(RULE, alone(task))).toEqual([]);
  });
});
