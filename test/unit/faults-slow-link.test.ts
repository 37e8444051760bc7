import { expect, test } from 'vitest';
import { NoEffect } from '../../harness/faults/fault.ts';
import { slowLink } from '../../harness/faults/slow-link.ts';
import type { Machine } from '../../harness/model/machine.ts';

const TARGET = { via: 'async_status', limitMs: 10_000, intervalMs: 2_000, slowness: 0.7, healthyMs: 2_000 } as const;

/** A machine whose answers take this long, before and after the delay is set. */
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
    roundTrip: async () => {
      const times = delayed ? after : before;
      return times[looks++ % times.length] as number;
    },
  } as unknown as Machine;
  return slowLink.strike?.act(
    machine,
    TARGET,
    async () => {},
    () => {},
  );
}

test('answers that are late each time, and were not before, prove it', async () => {
  expect(await strike([3, 90], [121, 135, 260])).toHaveLength(1);
});

test('a machine that is late now and then, or always was, proves nothing', async () => {
  await expect(strike([3], [130, 180, 65])).rejects.toThrow(NoEffect);
  await expect(strike([125, 190], [180, 195])).rejects.toThrow(NoEffect);
});
