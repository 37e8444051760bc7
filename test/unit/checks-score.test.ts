import { expect, test } from 'vitest';
import { scoreOf, verdictOf } from '../../harness/checks/score.ts';
import { struckFalseReds } from '../../harness/checks/struck-false-red.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { LeftOut } from '../../harness/model/plan.ts';
import type { TrialResult } from '../../harness/model/trial.ts';

const place = { file: '/play.yml', line: 5 };
const OUTCOMES = {
  surfaced: { kind: 'surfaced', reason: 'failed', taskName: 'reap', place, delayMs: 5, msg: undefined },
  swallowed: { kind: 'swallowed', how: 'never-reaped', place: undefined, taskName: undefined },
  recovered: { kind: 'recovered', taskName: 'again', place },
  hung: { kind: 'hung', budgetMs: 1000, lastTask: undefined, place },
  unharmed: { kind: 'unharmed', reaped: true },
  'false-red': { kind: 'false-red', reason: 'retries-exhausted', taskName: 'reap', place, msg: 'too late' },
  missed: { kind: 'missed', missing: 'no receipt' },
  errored: { kind: 'errored', why: 'no recap' },
} as const satisfies Record<Outcome['kind'], Outcome>;

const UNCOVERED = { taskName: 'never', place, why: 'its condition was false' };
const trials = (...kinds: (keyof typeof OUTCOMES)[]): TrialResult[] =>
  kinds.map((kind) => ({
    trial: {
      kind: 'fault',
      id: kind,
      job: { host: 'h', place, item: null, nth: 0 },
      taskName: 'backup',
      fault: 'slow',
    },
    outcome: OUTCOMES[kind],
    evidence: ['seen'],
    wallMs: 1,
    folder: 'f',
  }));

test('the score counts what had to surface, and nothing that shows nothing', () => {
  expect(
    scoreOf(trials('surfaced', 'swallowed', 'hung', 'false-red', 'unharmed', 'recovered', 'missed', 'errored'), [
      UNCOVERED,
    ]),
  ).toEqual({
    surfaced: 1,
    counted: 4,
    unharmed: 1,
    recovered: 1,
    uncounted: 2,
    notCovered: 1,
  });
});

test.each([
  [['surfaced', 'unharmed'], 'pass'],
  [['unharmed'], 'pass'],
  [['recovered'], 'pass'],
  [['recovered', 'missed'], 'unknown'],
  [['surfaced', 'missed'], 'unknown'],
  [['surfaced', 'errored'], 'unknown'],
  [[], 'unknown'],
  [['surfaced', 'swallowed'], 'fail'],
  [['missed', 'swallowed'], 'fail'],
  [['surfaced', 'false-red'], 'fail'],
  [['surfaced', 'hung'], 'fail'],
] as const)('%j: %s', (kinds, verdict) => {
  expect(verdictOf(scoreOf(trials(...kinds)), [], false)).toBe(verdict);
});

test('a job that was never launched is no part of a pass, unless that is accepted; what failed stays failed', () => {
  const verdict = (accepted: boolean, ...kinds: (keyof typeof OUTCOMES)[]) =>
    verdictOf(scoreOf(trials(...kinds), [UNCOVERED]), [], accepted);
  expect([verdict(false, 'surfaced'), verdict(true, 'surfaced')]).toEqual(['unknown', 'pass']);
  expect([verdict(false, 'swallowed'), verdict(true, 'swallowed')]).toEqual(['fail', 'fail']);
  expect(verdict(true)).toBe('unknown');
});

test('an error that was found in the healthy run fails the drill, whatever its trials showed; a warning does not', () => {
  const finding = { rule: 'r', confidence: 'certain', message: '', evidence: [], remedy: '' } as const;
  const score = scoreOf(trials('surfaced', 'missed'));
  expect(verdictOf(score, [{ ...finding, severity: 'error' }], false)).toBe('fail');
  expect(verdictOf(score, [{ ...finding, severity: 'warning' }], false)).toBe('unknown');
});

test('what an interrupt kept from ending is never a pass, and hides no failure', () => {
  expect(verdictOf(scoreOf(trials('surfaced'), []), [], false, { notEnded: 1 })).toBe('unknown');
  expect(verdictOf(scoreOf(trials('surfaced', 'swallowed'), []), [], false, { notEnded: 1 })).toBe('fail');
});

test('a false red of a trial is a finding at the task that went red', () => {
  expect(struckFalseReds(trials('false-red', 'surfaced'))).toMatchObject([{ rule: 'false-red', place: { line: 5 } }]);
});

test('what other shares have, or was well before, is no reason against a pass; what no part has is; an empty share passes', () => {
  const left = trials('surfaced').map(({ trial }) => trial);
  const verdict = (kinds: readonly Outcome['kind'][], leftOut: LeftOut) =>
    verdictOf(scoreOf(trials(...kinds)), [], false, { leftOut });
  const shard: LeftOut = { why: 'shard', shard: { index: 1, count: 2 }, trials: left };
  const failed: LeftOut = { why: 'last-failed', since: '', trials: left };
  const lacking: LeftOut = { why: 'no-part', trials: left };
  expect([shard, failed, lacking].map((one) => verdict(['surfaced'], one))).toEqual(['pass', 'pass', 'unknown']);
  expect([shard, failed, lacking].map((one) => verdict([], one))).toEqual(['pass', 'unknown', 'unknown']);
  expect([shard, failed, lacking].map((one) => verdict(['swallowed'], one))).toEqual(['fail', 'fail', 'fail']);
  expect([shard, failed].map((one) => verdict(['missed'], one))).toEqual(['unknown', 'unknown']);
});
