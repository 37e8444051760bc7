import { expect, test } from 'vitest';
import { scoreOf, verdictOf } from '../../harness/checks/score.ts';
import { struckFalseReds } from '../../harness/checks/struck-false-red.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { TrialResult } from '../../harness/model/trial.ts';

const place = { file: '/play.yml', line: 5 };
const OUTCOMES = {
  surfaced: { kind: 'surfaced', reason: 'failed', taskName: 'reap', place, delayMs: 5, msg: undefined },
  swallowed: { kind: 'swallowed', how: 'never-reaped', place: undefined, taskName: undefined },
  hung: { kind: 'hung', budgetMs: 1000, lastTask: undefined, place },
  unharmed: { kind: 'unharmed', reaped: true },
  'false-red': { kind: 'false-red', reason: 'retries-exhausted', taskName: 'reap', place, msg: 'too late' },
  missed: { kind: 'missed', missing: 'no receipt' },
  errored: { kind: 'errored', why: 'no recap' },
} as const satisfies Record<Outcome['kind'], Outcome>;

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
  expect(scoreOf(trials('surfaced', 'swallowed', 'hung', 'false-red', 'unharmed', 'missed', 'errored'))).toEqual({
    surfaced: 1,
    counted: 4,
    unharmed: 1,
    uncounted: 2,
  });
});

test.each([
  [['surfaced', 'unharmed'], 'pass'],
  [['unharmed'], 'pass'],
  [['surfaced', 'missed'], 'unknown'],
  [['surfaced', 'errored'], 'unknown'],
  [[], 'unknown'],
  [['surfaced', 'swallowed'], 'fail'],
  [['missed', 'swallowed'], 'fail'],
  [['surfaced', 'false-red'], 'fail'],
  [['surfaced', 'hung'], 'fail'],
] as const)('%j: %s', (kinds, verdict) => {
  expect(verdictOf(trials(...kinds))).toBe(verdict);
});

test('a false red of a trial is a finding at the task that went red', () => {
  expect(struckFalseReds(trials('false-red', 'surfaced'))).toMatchObject([{ rule: 'false-red', place: { line: 5 } }]);
});
