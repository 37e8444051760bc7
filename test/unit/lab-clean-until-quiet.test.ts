import { expect, test } from 'vitest';
import { cleanUntilQuiet } from '../../harness/lab/clean-until-quiet.ts';
import { elapsed } from '../../harness/time/clock.ts';

const options = { quietMs: 60, everyMs: 5, giveUpMs: 120, atMostMs: 1_000 };

test('it stays until nothing has come for a while, then ends', async () => {
  const beganAt = elapsed();
  let lateAt = 0;
  let rounds = 0;
  const cleaned = await cleanUntilQuiet(async () => {
    rounds += 1;
    // Something that an engine was still making when the harness died.
    if (lateAt === 0 && elapsed() - beganAt > 30) {
      lateAt = elapsed();
      return 1;
    }
    return 0;
  }, options);
  expect(cleaned).toBe('quiet');
  expect(lateAt).toBeGreaterThan(0);
  expect(elapsed() - lateAt).toBeGreaterThanOrEqual(options.quietMs - 1);
  expect(rounds).toBeGreaterThan(3);
});

test('a round that fails is no empty round', async () => {
  let failures = 5;
  let lastFailureAt = 0;
  const cleaned = await cleanUntilQuiet(async () => {
    if (failures-- > 0) {
      lastFailureAt = elapsed();
      throw new Error('the engine does not answer');
    }
    return 0;
  }, options);
  expect(cleaned).toBe('quiet');
  expect(elapsed() - lastFailureAt).toBeGreaterThanOrEqual(options.quietMs - 1);
});

test('it gives up on an engine that never answers', async () => {
  const cleaned = await cleanUntilQuiet(async () => {
    throw new Error('the engine does not answer');
  }, options);
  expect(cleaned).toBe('gave-up');
});

test('it gives up on what comes back for ever', async () => {
  expect(await cleanUntilQuiet(async () => 1, { ...options, atMostMs: 100 })).toBe('gave-up');
});
