import { expect, test } from 'vitest';
import { NoEffect } from '../../harness/faults/fault.ts';
import { slowLink } from '../../harness/faults/slow-link.ts';
import type { Machine } from '../../harness/model/machine.ts';

const TARGET = { via: 'async_status', limitMs: 10_000, intervalMs: 2_000, slowness: 0.7 } as const;

/** A machine whose banners take this long, before and after the delay is set. */
function strike(before: readonly number[], after: readonly number[]) {
  let looks = 0;
  let delayed = false;
  const machine = {
    link: {
      delay: () => {
        delayed = true;
        looks = 0;
      },
    },
    idleConnection: async () => {
      const times = delayed ? after : before;
      return times[looks++ % times.length] as number;
    },
  } as unknown as Machine;
  return slowLink.strike?.act(machine, TARGET, async () => {});
}

test('banners that are late each time, and were not before, prove it', async () => {
  expect(await strike([3, 90], [61, 75, 200])).toHaveLength(1);
});

test('a machine that is late now and then, or always was, proves nothing', async () => {
  await expect(strike([3], [90, 120, 5])).rejects.toThrow(NoEffect);
  await expect(strike([70, 90], [80, 95])).rejects.toThrow(NoEffect);
});
