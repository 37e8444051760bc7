import { describe, expect, test } from 'vitest';
import { falseReds } from '../../harness/checks/false-red.ts';
import { failedTask, printedError } from '../../harness/engine/red-baseline.ts';
import type { Reap } from '../../harness/model/job.ts';
import type { Place } from '../../harness/model/place.ts';
import { HistoryBuilder, REAP_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';

const red = (...results: object[]) =>
  results
    .reduce(
      (history: HistoryBuilder, result) =>
        history.event({
          type: 'result',
          at: 3300,
          task: 't',
          host: 'h',
          item: null,
          status: 'failed',
          ignored: false,
          changed: false,
          ...result,
        }),
      new HistoryBuilder().task({ task: 't', name: 'Install' }),
    )
    .facts();

test('the last failure that counts is told with its task', () => {
  expect(failedTask(red({ msg: 'first' }, { msg: 'no such package' }))).toEqual({
    taskName: 'Install',
    place: { file: '/play.yml', line: 30 },
    said: 'failed: no such package',
  });
  expect(failedTask(red({ msg: 'first' }, { msg: 'ignored', ignored: true }))?.said).toBe('failed: first');
  expect(failedTask(red({ status: 'unreachable', msg: 'no route' }))?.said).toBe('was unreachable: no route');
  expect(failedTask(red({ status: 'ok' }))).toBeUndefined();
});

test('a loop tells which item failed, and how', () => {
  const loop = { msg: 'One or more items failed' };
  expect(failedTask(red({ item: 0, msg: 'disk full' }, { item: 1, status: 'ok' }, loop))?.said).toBe(
    'failed for item 0: disk full',
  );
  expect(failedTask(red({ item: 0, msg: 'other host', host: 'g' }, loop))?.said).toBe(
    'failed: One or more items failed',
  );
  expect(failedTask(red({ item: 1, msg: 'disk full' }))?.said).toBe('failed: disk full');
});

test('an until that no result meets is told, as Ansible says nothing of it', () => {
  const reaped = (attempts: number) =>
    new HistoryBuilder()
      .launch()
      .collect({ rc: 0, attempts, retries: 8 }, { status: 'failed' }, { untilWritten: 'r.done' })
      .facts();
  expect(failedTask(reaped(9))?.said).toBe(
    'failed: its until (r.done) was not met in 9 attempts, though the job had ended well',
  );
  expect(failedTask(reaped(2))?.said).toBe('failed');
});

describe('not where it is not known that', () => {
  const ELSEWHERE = { file: '/play.yml', line: 40 };
  const unmet: Partial<Reap> = { failed: true, attempts: 9, retries: 8 };
  const said = (
    reap: Partial<Reap> | undefined,
    others: readonly Partial<Reap>[] = [],
    place: Place | undefined = REAP_PLACE,
  ) => {
    const history = new HistoryBuilder().task(
      { task: 'reap', name: 'Wait', place: REAP_PLACE, until: true, untilWritten: 'r.done' },
      { status: 'failed' },
    );
    const reaps = [...others, ...(reap ? [reap] : [])].map((one) => reapOf(one));
    const facts = factsOf([jobOf({ reaps })], history);
    const tasks = [...facts.tasks].map(
      ([id, { place: _, ...task }]) => [id, place ? { ...task, place } : task] as const,
    );
    return failedTask({ ...facts, tasks: new Map(tasks) })?.said;
  };
  const told = 'failed: its until (r.done) was not met in 9 attempts, though the job had ended well';

  test('its reap is the one of this host and place that failed', () => {
    expect(said(unmet)).toBe(told);
    const others = [
      { ...unmet, attempts: 20, host: 'g' },
      { ...unmet, attempts: 20, place: ELSEWHERE },
    ];
    expect(said(unmet, [...others, { attempts: 20 }, { ...unmet, attempts: 20, place: undefined }])).toBe(told);
    expect(said(undefined, others)).toBe('failed');
  });

  test('a job that had not ended well, or a task that stands nowhere', () => {
    expect(said({ ...unmet, verdict: 'gave-up' })).toBe('failed');
    expect(said(unmet, [], { file: '/play.yml', line: 77 })).toBe('failed');
    expect(said(undefined)).toBe('failed');
  });

  test('a task without an until of its own', () => {
    const plain = new HistoryBuilder().launch().collect({ rc: 0, attempts: 9, retries: 8 }, { status: 'failed' });
    expect(failedTask(plain.facts())?.said).toBe('failed');
  });
});

test('what no_log withholds stays withheld', () => {
  expect(failedTask(red({ item: 0 }, {}))?.said).toBe('failed');
});

test('what Ansible prints where it can’t begin: the error, and where it comes from', () => {
  const origin = (error: string) =>
    `[WARNING]: No inventory was parsed\n${error}\nOrigin: /srv/play.yml:4:7\n\n2   gather_facts: false\n3   tasks:\n4     - name: x\n        ^ column 7\n`;
  expect(
    printedError(origin("[ERROR]: couldn't resolve module/action 'chat'. This often indicates a misspelling.")),
  ).toEqual({
    taskName: undefined,
    place: { file: '/srv/play.yml', line: 4 },
    said: "[ERROR]: couldn't resolve module/action 'chat'. This often indicates a misspelling.",
  });
  const old =
    "ERROR! the role 'web' was not found in /srv/roles\n\nThe error appears to be in '/srv/play.yml': line 4, column 7, but may\nbe elsewhere\n\nThe offending line appears to be:\n\n  roles:\n    - web\n      ^ here\n";
  expect(printedError(old)).toEqual({
    taskName: undefined,
    place: { file: '/srv/play.yml', line: 4 },
    said: "ERROR! the role 'web' was not found in /srv/roles",
  });
});

test('a line that only speaks of errors is none; empty lines around the output are not counted', () => {
  expect(printedError('ok: no [ERROR]: here, nor an ERROR! there\r\nERROR! but here\r\n').said).toBe('ERROR! but here');
  expect(printedError('\n\nno error\r\n\n\n\n\n\n\n\n').said).toBe('no error');
});

test('a bad argument is told instead of the help around it', () => {
  const help = (at: string) =>
    `usage: ansible-playbook [-h]\n  [-u USER]\n${at}\n \nusage: ansible-playbook [-h]\n\noptions:\n  -b  become\n`;
  expect(printedError(help('ansible-playbook: error: unrecognized arguments: --nope'))).toEqual({
    taskName: undefined,
    place: undefined,
    said: 'ansible-playbook: error: unrecognized arguments: --nope',
  });
});

test('an output without an error is told by its end', () => {
  const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n');
  expect(
    printedError(lines)
      .said.split('\n')
      .map((line) => line.trim()),
  ).toEqual(['line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'line 8']);
});

test('an until that can’t be evaluated is no window that is too short', () => {
  const broke = (attempts: number) =>
    falseReds(
      new HistoryBuilder()
        .launch()
        .collect({ finished: false, failed: true, attempts, retries: 8 })
        .end({ rc: 2 })
        .facts(),
    );
  expect(broke(1)).toEqual([]);
  expect(broke(8)).toEqual([]);
  expect(broke(9)).toMatchObject([{ rule: 'false-red', place: REAP_PLACE }]);
});
