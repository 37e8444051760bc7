import { expect, test } from 'vitest';
import { headroom } from '../../harness/checks/headroom.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';

const job = (over: Partial<BaselineJob> = {}): BaselineJob => ({
  key: { host: 'h', place: { file: '/play.yml', line: 5 }, item: null, nth: 0 },
  taskName: 'Start the backup',
  limit: 100,
  poll: 0,
  runtimeS: 10,
  windowS: 120,
  reapPlace: { file: '/play.yml', line: 12 },
  reaped: true,
  ...over,
});
const rules = (one: BaselineJob, factor = 2) => headroom([one], factor).map(({ rule, place }) => [rule, place?.line]);

test('room on all sides is no finding', () => {
  expect(rules(job())).toEqual([]);
});

test('a limit below the factor times the runtime, with a value that suffices', () => {
  expect(rules(job({ runtimeS: 60 }))).toEqual([['tight-limit', 5]]);
  expect(rules(job({ runtimeS: 60 }), 1.5)).toEqual([]);
  expect(headroom([job({ runtimeS: 60 })], 2)[0]?.remedy).toContain('180');
  expect(rules(job({ runtimeS: undefined }))).toEqual([]);
});

test('a window below the limit, at the reap', () => {
  expect(rules(job({ windowS: 99 }))).toEqual([['window-below-limit', 12]]);
  expect(rules(job({ windowS: 100 }))).toEqual([]);
  expect(rules(job({ windowS: undefined }))).toEqual([]);
});

test('a keep-alive that looks only once', () => {
  expect(rules(job({ poll: 100, windowS: undefined }))).toEqual([['coarse-poll', 5]]);
  expect(rules(job({ poll: 10, windowS: undefined }))).toEqual([]);
});

test('one warning per task, on however many hosts it ran', () => {
  const one = job({ runtimeS: 60 });
  expect(headroom([one, { ...one, key: { ...one.key, host: 'other' } }], 2)).toHaveLength(1);
});

test('a window below the runtime itself', () => {
  expect(rules(job({ runtimeS: 50, windowS: 40 }))).toEqual([['window-below-runtime', 12]]);
  expect(rules(job({ runtimeS: 40, windowS: 40 }))).toEqual([['window-below-limit', 12]]);
});
