import { expect, test } from 'vitest';
import { dropIdle } from '../../harness/faults/drop-idle.ts';
import { NoEffect } from '../../harness/faults/fault.ts';
import type { Machine } from '../../harness/model/machine.ts';

const TARGET = { via: 'async_status', limitMs: 30_000, intervalMs: 5_000, slowness: 0.9, healthyMs: 2_000 } as const;

/** What happens, in order, on a machine that drops so many connections while ours is idle. */
async function strike(dropped: number): Promise<string[]> {
  const happened: string[] = [];
  const traffic = { idleDropped: 3 };
  const machine = {
    link: { traffic, dropIdle: (ms: number) => happened.push(`limit of ${ms} ms`) },
    idleConnection: async (ms: number, onGreeting?: () => void) => {
      happened.push('ours is greeted');
      onGreeting?.();
      happened.push(`ours was idle for ${ms} ms`);
      traffic.idleDropped += dropped;
    },
  } as unknown as Machine;
  const evidence = await dropIdle.strike?.act(
    machine,
    TARGET,
    async () => {},
    () => happened.push('the play begins'),
  );
  return [...happened, ...(evidence ?? [])];
}

test('the play begins under the limit, when a connection of ours is idle already; that one was dropped', async () => {
  expect(await strike(1)).toEqual([
    'limit of 13000 ms',
    'ours is greeted',
    'the play begins',
    'ours was idle for 13500 ms',
    'connections idle for 13.0 s are dropped: one of ours was',
  ]);
});

test('where none is dropped, nothing was struck', async () => {
  await expect(strike(0)).rejects.toThrow(NoEffect);
});
