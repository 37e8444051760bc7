import { expect, test } from 'vitest';
import type { TrialResult } from '../../harness/model/trial.ts';
import { repeated } from '../../harness/plan/repeat.ts';
import { MISSED, result, SURFACED, SWALLOWED } from './plan-kit.ts';

const run = (n: number, outcome: TrialResult['outcome'], over: Partial<TrialResult> = {}) =>
  result('fail', outcome, { folder: `trials/fail-${n}`, ...over });
const crashed = { ...SURFACED, reason: 'crashed' } as const;

test('runs that agree are one result, with all of their histories', () => {
  const one = repeated([run(1, SURFACED), run(2, SURFACED), run(3, SURFACED)]);
  expect(one.outcome).toEqual(SURFACED);
  expect(one.repetitions?.map(({ folder }) => folder)).toEqual(['trials/fail-1', 'trials/fail-2', 'trials/fail-3']);
});

test.each<[string, TrialResult, TrialResult]>([
  ['surfaced once, swallowed once', run(1, SURFACED), run(2, SWALLOWED)],
  ['swallowed once, without a result once', run(1, SWALLOWED), run(2, MISSED)],
  ['for another reason than the fault leads to', run(1, SURFACED), run(2, crashed, { expectedReason: false })],
])('%s: unknown, with both histories', (_what, a, b) => {
  const { outcome } = repeated([a, b]);
  expect(outcome).toMatchObject({ kind: 'errored' });
  expect(JSON.stringify(outcome)).toMatch(/trials\/fail-1.*trials\/fail-2/);
});

test('two reasons that an honest play may both have are no difference', () => {
  const [a, b] = [run(1, SURFACED, { expectedReason: true }), run(2, crashed, { expectedReason: true })];
  expect(repeated([a, b]).outcome.kind).toBe('surfaced');
});
