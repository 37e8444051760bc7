import { expect, test } from 'vitest';
import { FAULTS, faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Target } from '../../harness/faults/fault.ts';
import { before, holdMs, strikeMs } from '../../harness/faults/moment.ts';

const job = (over: Partial<Target> = {}): Target => ({
  via: 'async_status',
  limitMs: 60_000,
  intervalMs: 5_000,
  slowness: 0.7,
  healthyMs: 10_000,
  ...over,
});
const LIMITS_MS = [1_000, 5_000, 60_000, 3_600_000, 30 * 86_400_000, 1e16];
/** More than this, Python can't sleep: 2^63 ns. */
const LONGEST_SLEEP_S = 9.2e9;
const HEALTHY_MS = [0, 300, 2_000, 40_000, 7_200_000, null];

test('a harmful fault strikes when a healthy job would end, within the limit, and at once where none was seen to end', () => {
  expect(strikeMs(job())).toBe(10_000);
  expect(strikeMs(job({ limitMs: 10_500 }))).toBeLessThan(10_000);
  expect(strikeMs(job({ healthyMs: null }))).toBe(0);
});

test('until then the job does a part of its work, never all of it, and a short job none', () => {
  expect(before(job())).toEqual({ workSeconds: 8, strikeSeconds: 10 });
  expect(before(job({ healthyMs: 900 }))).toEqual({ workSeconds: 0, strikeSeconds: 0.9 });
  expect(before(job({ healthyMs: 2_500 }))).toEqual({ workSeconds: 1.5, strikeSeconds: 2.5 });
});

test('a job that was quicker than in the baseline does half of its work, and nothing where that is done within a moment', () => {
  expect(before(job({ quickMs: 4_000 }))).toEqual({ workSeconds: 2, strikeSeconds: 10 });
  expect(before(job({ quickMs: 900 }))).toEqual({ workSeconds: 0, strikeSeconds: 10 });
  expect(before(job({ quickMs: 1_000 }))).toEqual({ workSeconds: 0.5, strikeSeconds: 10 });
  expect(before(job({ quickMs: 30_000 }))).toEqual({ workSeconds: 8, strikeSeconds: 10 });
});

test('a host that is taken down is back when the job was doomed and a look must have met that', () => {
  for (const fault of faultsNamed(['reboot-host', 'power-cut'])) {
    expect(fault.settlesMs(job())).toBe(10_000 + 9_500);
    expect(fault.settlesMs(job({ limitMs: 6_000 }))).toBe(1_000 + 9_500);
  }
});

test('a healthy job is held back until all of its run is as long as wanted; one that is as long is not', () => {
  expect(holdMs(job(), 42_000)).toBe(32_000);
  expect(holdMs(job({ healthyMs: 50_000 }), 42_000)).toBe(0);
  expect(holdMs(job({ healthyMs: null }), 42_000)).toBe(0);
});

test.each(FAULTS)('$name leaves the limit to the watcher, whatever limit and runtime are', ({ act, harm }) => {
  for (const limitMs of LIMITS_MS) {
    for (const healthyMs of HEALTHY_MS) {
      const target = job({ limitMs, healthyMs });
      const done = act(target);
      const inTime =
        harm === 'fatal' ? 'strikeSeconds' in done && done.strikeSeconds : 'seconds' in done && done.seconds;
      expect(inTime, `${done.act}: limit ${limitMs}, healthy ${healthyMs}`).toBeLessThan(limitMs / 1000);
      if ('seconds' in done) expect(done.seconds).toBeLessThan(LONGEST_SLEEP_S);
      if (healthyMs === null) expect(inTime).toBe(0);
      // Held back and then at work, or at work as long as it takes by itself.
      if (harm !== 'fatal' && (healthyMs ?? 0) < limitMs * 0.6)
        expect(Number(inTime) * 1000 + (healthyMs ?? 0)).toBeLessThan(limitMs);
    }
  }
});
