import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { falseReds } from '../../harness/checks/false-red.ts';
import { judge } from '../../harness/engine/judge.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { project } from '../../harness/history/project.ts';
import { readHistory } from '../../harness/history/read.ts';
import type { Facts } from '../../harness/model/facts.ts';
import type { Entry } from '../../harness/model/history.ts';

const FOLDER = new URL('./histories', import.meta.url).pathname;

/** Recorded with record.ts from real drills: `<playbook>@<ansible-core>.<fault>.jsonl`. What each must be judged as: */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'parallel-jobs': { fail: 'surfaced failed', 'kill-runner': 'surfaced retries-exhausted', hang: 'surfaced timed-out' },
  'parallel-jobs-unreaped': {
    fail: 'swallowed never-reaped',
    'kill-runner': 'swallowed never-reaped',
    hang: 'swallowed never-reaped',
  },
  'keep-alive': { fail: 'surfaced failed', 'kill-runner': 'surfaced timed-out', hang: 'surfaced timed-out' },
  'reap-ignored': {
    fail: 'swallowed ignore-errors',
    'kill-runner': 'swallowed ignore-errors',
    hang: 'swallowed ignore-errors',
  },
  'reap-without-until': { 'kill-runner': 'swallowed no-until', hang: 'swallowed no-until' },
  /** One job, reaped well: every fault. */
  'single-job': {
    fail: 'surfaced failed',
    'fail-json': 'surfaced failed',
    traceback: 'surfaced crashed',
    garbage: 'surfaced crashed',
    silent: 'surfaced crashed',
    'kill-module': 'surfaced crashed',
    'kill-leaf': 'surfaced failed',
    'kill-runner': 'surfaced retries-exhausted',
    'kill-watcher': 'unharmed',
    'kill-both': 'surfaced retries-exhausted',
    hang: 'surfaced timed-out',
    slow: 'unharmed',
    'own-started-key': 'surfaced retries-exhausted',
    'held-stdout': 'surfaced timed-out',
    'lose-job-file': 'surfaced lost',
    'wipe-async-dir': 'surfaced lost',
    'truncate-job-file': 'surfaced retries-exhausted',
    'empty-job-file': 'surfaced retries-exhausted',
    'garble-job-file': 'surfaced retries-exhausted',
    'full-disk': 'surfaced retries-exhausted',
    'reboot-host': 'surfaced unreachable',
    'power-cut': 'surfaced unreachable',
    'pause-host': 'unharmed',
    'cut-link': 'surfaced unreachable',
    'slow-link': 'unharmed',
  },
};

const recorded = globSync('*.jsonl', { cwd: FOLDER })
  .map((name) => {
    const [, playbook = '', version = '', fault = ''] = /^(.+)@([\d.]+)\.([\w-]+)\.jsonl$/.exec(basename(name)) ?? [];
    return { name, playbook, version, fault, path: join(FOLDER, name) };
  })
  .toSorted((a, b) => a.name.localeCompare(b.name));
const struck = recorded.filter(({ playbook, fault }) => EXPECTED[playbook]?.[fault]);

/** With the one arm of the history. */
function judgeArmed(facts: Facts, fault: string) {
  const [armed] = facts.strikes('armed');
  if (!armed) throw new Error('no fault was armed in this history');
  return judge(facts, { fault: faultsNamed([fault])[0] as Fault, arm: armed.arm });
}

function judged(history: readonly Entry[], fault: string): string {
  const { outcome } = judgeArmed(project(history), fault);
  const why =
    outcome.kind === 'surfaced' ? outcome.reason : outcome.kind === 'swallowed' ? outcome.how : JSON.stringify(outcome);
  return outcome.kind === 'unharmed' ? outcome.kind : `${outcome.kind} ${why}`;
}

test('both watchers are covered, by every playbook', () => {
  expect(new Set(struck.map(({ version }) => version.split('.').slice(0, 2).join('.')))).toEqual(
    new Set(['2.14', '2.19']),
  );
  expect(new Set(struck.map(({ playbook }) => playbook))).toEqual(new Set(Object.keys(EXPECTED)));
});

test.each(struck)('$name', ({ path, playbook, fault }) => {
  expect(judged(readHistory(path), fault)).toBe(EXPECTED[playbook]?.[fault]);
});

test.each(struck)('$name without what the probe saw is missed', ({ path, fault }) => {
  expect(
    judged(
      readHistory(path).filter((entry) => entry.kind !== 'sighting'),
      fault,
    ),
  ).toMatch(/^missed/);
});

test.each(recorded.filter(({ playbook, fault }) => playbook === 'window-too-short' && fault === 'baseline'))(
  '$name is a false red',
  ({ path }) => {
    expect(falseReds(project(readHistory(path)))).toMatchObject([{ rule: 'false-red', place: { line: 12 } }]);
  },
);

test('at another speed the time from strike to red is the play’s own', () => {
  const path = recorded.find(({ playbook, fault }) => playbook === 'single-job' && fault === 'fail')?.path;
  const facts = project(readHistory(path as string));
  const delay = (one: typeof facts) => {
    const { outcome } = judgeArmed(one, 'fail');
    return outcome.kind === 'surfaced' ? outcome.delayMs : Number.NaN;
  };
  expect(delay(facts)).toBeGreaterThan(0);
  expect(delay({ ...facts, speed: 60 })).toBe(delay(facts) * 60);
});

test('at another speed a false red is told in the time of the play', () => {
  const path = recorded.find(({ playbook, fault }) => playbook === 'window-too-short' && fault === 'baseline')?.path;
  const facts = project(readHistory(path as string));
  const waited = (one: typeof facts) => Number(/gave up ([\d.]+) s/.exec(falseReds(one)[0]?.message ?? '')?.[1]);
  expect(waited({ ...facts, speed: 60 }) / waited(facts)).toBeCloseTo(60, 0);
});

test.each(recorded.filter(({ playbook, fault }) => playbook === 'parallel-jobs' && fault === 'baseline'))(
  '$name has no false red, and every job was reaped',
  ({ path }) => {
    const facts = project(readHistory(path));
    expect(falseReds(facts)).toEqual([]);
    expect(facts.jobs.map((job) => [job.end, job.reaps.map((reap) => reap.verdict)])).toEqual(
      Array(3).fill(['succeeded', ['collected-ok']]),
    );
  },
);
